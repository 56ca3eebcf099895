using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Sessions: refresh tokens of accounts, and what ends them.</summary>
[Collection(AccessCollection.Name)]
public sealed class RefreshTokenTests(AccessFixture fixture)
{
    private const string Password = "a password that stays";
    private const string Path = "/api/v1/auth/token";

    [Fact]
    public async Task A_refresh_token_can_be_used_repeatedly()
    {
        using HttpClient client = fixture.From("127.0.0.40");
        await AddAsync("ruth");
        JsonElement first = await SignInAsync(client, "ruth");
        Assert.Equal("offline_access", Text(first, "scope"));
        Assert.Equal(1_800, first.GetProperty("refresh_expires_in").GetInt64());
        // Two tabs refresh at the same time.
        JsonElement[] both = await Task.WhenAll(OkAsync(client, Refresh(first)), OkAsync(client, Refresh(first)));
        foreach (JsonElement answer in both.Append(await OkAsync(client, Refresh(both[0]))))
        {
            Assert.Equal("Bearer", Text(answer, "token_type"));
            Assert.Equal(HttpStatusCode.OK, await SummaryAsync(Text(answer, "access_token")));
        }

        Assert.Contains("done 200", await fixture.RecordsAsync("action=sign-in&target=ruth"));
    }

    [Fact]
    public async Task An_access_token_cannot_refresh_and_a_refresh_token_grants_no_access()
    {
        using HttpClient client = fixture.From("127.0.0.41");
        await AddAsync("rita");
        JsonElement tokens = await SignInAsync(client, "rita");
        Assert.Equal(HttpStatusCode.Unauthorized, await SummaryAsync(Text(tokens, "refresh_token")));
        Dictionary<string, object> forged = TestTokens.Claims("rita", "operator");
        string[] bad = [Text(tokens, "access_token"), TestTokens.Operator, TestTokens.Sign(forged, TestTokens.Key), "a.b.c", "x"];
        foreach (string token in bad) await ExpectEndedAsync(client, token);
        forged["aud"] = "retail-grains/refresh";
        await ExpectEndedAsync(client, TestTokens.Sign(forged, "another key that the API does not have, 32 bytes"));
    }

    [Theory]
    [InlineData("roles")]
    [InlineData("stores")]
    [InlineData("password")]
    [InlineData("deleted")]
    [InlineData("deleted and created again")]
    public async Task A_change_of_the_account_ends_its_sessions(string change)
    {
        using HttpClient client = fixture.From("127.0.0.42");
        string name = $"r-{change.Replace(' ', '-')}";
        await AddAsync(name);
        JsonElement tokens = await SignInAsync(client, name);
        await ChangeAsync(name, change, Text(tokens, "access_token"));
        await ExpectEndedAsync(client, Text(tokens, "refresh_token"));
    }

    [Fact]
    public async Task An_account_that_is_bound_to_stores_stays_bound()
    {
        using HttpClient client = fixture.From("127.0.0.43");
        string account = JsonSerializer.Serialize(
            new { name = "rob", password = Password, roles = new[] { "viewer" }, stores = new[] { "s 1" } });
        (await fixture.Client.PostAsync("/admin/accounts", account)).Expect(HttpStatusCode.Created);
        JsonElement tokens = await OkAsync(client, Refresh(await SignInAsync(client, "rob")));
        Assert.Equal(HttpStatusCode.Forbidden, await SummaryAsync(Text(tokens, "access_token")));
    }

    [Theory]
    [InlineData("grant_type=password&username=root&password=wrong", 401, "invalid_grant")]
    [InlineData("grant_type=client_credentials&client_id=client-0&client_secret=wrong", 401, "invalid_client")]
    [InlineData("grant_type=refresh_token", 400, "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=a&refresh_token=b", 400, "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=a", 400, "invalid_grant")]
    [InlineData("grant_type=password", 400, "invalid_request")]
    [InlineData("grant_type=device_code", 400, "unsupported_grant_type")]
    [InlineData("username=root", 400, "invalid_request")]
    public async Task A_refusal_has_the_error_code_of_oauth(string form, int status, string error)
    {
        using HttpClient client = fixture.From("127.0.0.44");
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await client.PostAsync(Path, content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(error, Text(await JsonAsync(answer), "error"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("openid")]
    [InlineData("offline")]
    public async Task Without_the_scope_there_is_no_refresh_token(string? scope)
    {
        using HttpClient client = fixture.From("127.0.0.45");
        await AddAsync("rene");
        JsonElement answer = await OkAsync(client, Form("rene", scope));
        Assert.False(answer.TryGetProperty("refresh_token", out _));
        Assert.False(answer.TryGetProperty("scope", out _));
    }

    private static Dictionary<string, string> Refresh(JsonElement tokens) => new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = Text(tokens, "refresh_token"),
    };

    private static Dictionary<string, string> Form(string name, string? scope)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "password", ["username"] = name, ["password"] = Password };
        if (scope is not null) form["scope"] = scope;
        return form;
    }

    private static Task<JsonElement> SignInAsync(HttpClient client, string name) => OkAsync(client, Form(name, "openid offline_access"));

    private static async Task<JsonElement> OkAsync(HttpClient client, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using HttpResponseMessage answer = await client.PostAsync(Path, content);
        JsonElement json = await JsonAsync(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, json.ToString());
        return json;
    }

    private static async Task ExpectEndedAsync(HttpClient client, string token)
    {
        using var content = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = token });
        using HttpResponseMessage answer = await client.PostAsync(Path, content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid_grant", Text(await JsonAsync(answer), "error"));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task AddAsync(string name) => await fixture.CreateAccountAsync(name, Password, "viewer");

    private async Task<HttpStatusCode> SummaryAsync(string token)
    {
        using HttpClient client = fixture.From("127.0.0.46", token);
        return (await client.GetAsync("/api/v1/summary")).StatusCode;
    }

    private async Task ChangeAsync(string name, string change, string token)
    {
        switch (change)
        {
            case "roles":
                (await fixture.Client.PutAsync($"/admin/accounts/{name}/roles", """{"roles": ["producer"]}""")).Expect(HttpStatusCode.OK);
                break;
            case "stores":
                (await fixture.Client.PutAsync($"/admin/accounts/{name}/stores", """{"stores": ["s 1"]}""")).Expect(HttpStatusCode.OK);
                break;
            case "password":
                using (HttpClient own = fixture.From("127.0.0.47", token))
                {
                    using StringContent body = AccessFixture.Json(
                        JsonSerializer.Serialize(new { oldPassword = Password, newPassword = "another password" }));
                    Assert.Equal(HttpStatusCode.OK, (await own.PostAsync("/api/v1/auth/password", body)).StatusCode);
                }

                break;
            default:
                (await fixture.Client.DeleteAsync($"/admin/accounts/{name}")).Expect(HttpStatusCode.NoContent);
                if (change != "deleted") await AddAsync(name);
                break;
        }
    }
}
