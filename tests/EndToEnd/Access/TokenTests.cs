using System.Net;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Which tokens grant access to which endpoints, on the running server.</summary>
[Collection(AccessCollection.Name)]
public sealed class TokenTests(AccessFixture fixture)
{
    private const string Sale =
        """{"transactionId":"t-1","storeId":"s","occurredAt":"2024-01-01T10:00:00Z","lines":[{"productId":"p","quantity":1,"unitPrice":1}]}""";

    public static TheoryData<string> BadTokens =>
        ["expired", "other key", "none", "none, no signature", "other audience", "other issuer", "roles swapped", "no end", "other "
            + "algorithm", "no token"];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_with_any_defect_is_refused(string what)
    {
        using HttpClient client = fixture.From("127.0.0.10", Bad(what));
        using HttpResponseMessage answer = await client.GetAsync("/api/v1/summary");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.First().Scheme);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("viewer", "GET", "/summary", 200)]
    [InlineData("viewer", "GET", "/transactions", 200)]
    [InlineData("viewer", "POST", "/transactions", 403)]
    [InlineData("viewer", "POST", "/transactions/x/void", 403)]
    [InlineData("viewer", "POST", "/imports", 403)]
    [InlineData("viewer", "PUT", "/stores/s", 403)]
    [InlineData("viewer", "GET", "/admin/accounts", 403)]
    [InlineData("producer", "POST", "/transactions", 201)]
    [InlineData("producer", "GET", "/transactions/t-none", 404)]
    [InlineData("producer", "GET", "/imports", 200)]
    [InlineData("producer", "GET", "/summary", 403)]
    [InlineData("producer", "GET", "/transactions", 403)]
    [InlineData("producer", "PUT", "/products/p", 403)]
    [InlineData("producer", "POST", "/admin/projections/rebuild", 403)]
    [InlineData("operator", "GET", "/summary", 200)]
    [InlineData("operator", "PUT", "/stores/s", 200)]
    [InlineData("operator", "GET", "/admin/ledger", 200)]
    [InlineData("operator", "GET", "/admin/audit", 200)]
    [InlineData("boss", "GET", "/summary", 403)]
    [InlineData("viewer", "GET", "/sumary", 404)]
    [InlineData("viewer", "GET", "/admin/none", 404)]
    [InlineData("viewer", "DELETE", "/summary", 405)]
    [InlineData("operator", "GET", "/sumary", 404)]
    public async Task A_role_may_call_exactly_its_own_endpoints(string role, string method, string path, int status)
    {
        Dictionary<string, object> claims = TestTokens.Claims($"{role}-{path}-{method}", role);
        using HttpClient client = fixture.From("127.0.0.11", TestTokens.Sign(claims, TestTokens.Key));
        string body = path == "/transactions" ? Sale.Replace("t-1", $"t-{Guid.NewGuid():N}", StringComparison.Ordinal) : "{\"name\":\"A\"}";
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (method != "GET") request.Content = AccessFixture.Json(body);
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    [Fact]
    public async Task Without_a_token_only_the_open_endpoints_answer()
    {
        using HttpClient client = fixture.From("127.0.0.12");
        foreach (string open in (string[])["/health", "/ready", "/"])
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(open)).StatusCode);
        foreach (string closed in (string[])["/api/v1/summary", "/api/v1/no-such-thing", "/metrics", "/dashboard"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(closed)).StatusCode);
    }

    [Fact]
    public async Task Tokens_of_a_deleted_account_stay_refused_when_the_name_is_reused()
    {
        const string Password = "a viewer's password";
        using HttpClient client = fixture.From("127.0.0.13");
        (await fixture.CreateAccountAsync("leaver", Password, "viewer")).Expect(HttpStatusCode.Created);
        string old = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "Leaver", Password));
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(old));

        using HttpClient root = fixture.From("127.0.0.13", TestTokens.Operator);
        Assert.Equal(HttpStatusCode.NoContent, (await root.DeleteAsync("/api/v1/admin/accounts/leaver")).StatusCode);
        await Eventually.IsTrueAsync("the token is refused", async () => await SummaryAsync(old) == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AccessFixture.SignInAsync(client, "leaver", Password)).StatusCode);

        (await fixture.CreateAccountAsync("leaver", Password, "viewer")).Expect(HttpStatusCode.Created);
        string renewed = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "leaver", Password));
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(renewed));
        Assert.Equal(HttpStatusCode.Unauthorized, await SummaryAsync(old));
    }

    [Theory]
    [InlineData("analysts", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("till-admins", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("operator", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task An_external_issuers_groups_grant_the_configured_roles(string group, HttpStatusCode summary, HttpStatusCode audit)
    {
        using HttpClient client = fixture.From("127.0.0.14", fixture.Issuer.Sign([group]));
        Assert.Equal(summary, (await client.GetAsync("/api/v1/summary")).StatusCode);
        Assert.Equal(audit, (await client.GetAsync("/api/v1/admin/audit")).StatusCode);
    }

    [Fact]
    public async Task An_external_token_with_another_audience_or_key_or_signed_with_the_public_key_is_refused()
    {
        using var stranger = System.Security.Cryptography.RSA.Create(2048);
        Dictionary<string, object> claims = TestTokens.Claims("ann", "operator");
        claims["iss"] = fixture.Issuer.Address;
        claims["aud"] = TestIssuer.Audience;
        claims["groups"] = new[] { "till-admins" };
        string[] bad =
        [
            fixture.Issuer.Sign(["till-admins"], audience: "others"),
            fixture.Issuer.Sign(["till-admins"], key: stranger),
            TestTokens.Sign(claims, fixture.Issuer.PublicPem),
            TestTokens.Sign(claims, TestTokens.Key),
        ];
        foreach (string token in bad)
        {
            using HttpClient client = fixture.From("127.0.0.15", token);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/summary")).StatusCode);
        }
    }

    [Theory]
    [InlineData("https://x\r\nSet-Cookie: a=b")]
    [InlineData("\n")]
    [InlineData("a\0b")]
    [InlineData("\u007f\u0080\u2028")]
    [InlineData("caf\u00e9 \ud83d\uded2")]
    [InlineData("\"quoted\"\\")]
    [InlineData("")]
    public async Task An_unverified_token_is_refused_and_the_answer_repeats_none_of_its_claims(string issuer)
    {
        foreach (string algorithm in new[] { "none", "RS256", "HS256" })
        {
            foreach (string claim in new[] { "iss", "aud", "sub" })
            {
                Dictionary<string, object> claims = TestTokens.Claims("ann", "operator");
                claims["iss"] = fixture.Issuer.Address;
                claims["aud"] = TestIssuer.Audience;
                claims[claim] = issuer + new string('z', 200);
                string token = TestTokens.Sign(claims, TestTokens.Key, algorithm);
                foreach (string sent in new[] { token, token[..(token.LastIndexOf('.') + 1)] })
                {
                    using HttpClient client = fixture.From("127.0.0.19", sent);
                    using HttpResponseMessage answer = await client.GetAsync("/api/v1/summary");
                    Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                    Assert.DoesNotContain("zzz", string.Concat(answer.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
                }
            }
        }
    }

    private static string? Bad(string what)
    {
        Dictionary<string, object> claims = TestTokens.Claims("ann", "viewer");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string good = TestTokens.Sign(claims, TestTokens.Key);
        switch (what)
        {
            case "expired":
                claims["exp"] = now - 60;
                return TestTokens.Sign(claims, TestTokens.Key);
            case "other key":
                return TestTokens.Sign(claims, new string('x', 64));
            case "none":
                return TestTokens.Sign(claims, TestTokens.Key, algorithm: "none");
            case "none, no signature":
                string unsigned = TestTokens.Sign(claims, TestTokens.Key, algorithm: "none");
                return unsigned[..(unsigned.LastIndexOf('.') + 1)];
            case "other audience":
                claims["aud"] = "others";
                return TestTokens.Sign(claims, TestTokens.Key);
            case "other issuer":
                claims["iss"] = "others";
                return TestTokens.Sign(claims, TestTokens.Key);
            case "roles swapped":
                claims["roles"] = new[] { "operator" };
                string[] parts = good.Split('.');
                return $"{parts[0]}.{TestTokens.Part(claims)}.{parts[2]}";
            case "no end":
                claims.Remove("exp");
                return TestTokens.Sign(claims, TestTokens.Key);
            case "other algorithm":
                return TestTokens.Sign(claims, TestTokens.Key, algorithm: "HS512");
            default:
                return null;
        }
    }

    private async Task<HttpStatusCode> SummaryAsync(string token)
    {
        using HttpClient client = fixture.From("127.0.0.16", token);
        HttpStatusCode status;
        do status = (await client.GetAsync("/api/v1/summary")).StatusCode;
        while (status == HttpStatusCode.TooManyRequests);
        return status;
    }
}
