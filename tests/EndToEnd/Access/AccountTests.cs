using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Changes of accounts and clients, and their effect on earlier tokens, on the running server.</summary>
[Collection(AccessCollection.Name)]
public sealed class AccountTests(AccessFixture fixture)
{
    private const string Password = "the first password";
    private const string Another = "the second password";

    [Fact]
    public async Task Changing_ones_own_password_revokes_the_other_tokens()
    {
        using HttpClient client = fixture.From("127.0.0.40");
        (await fixture.CreateAccountAsync("changer", Password, "viewer")).Expect(HttpStatusCode.Created);
        string first = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "changer", Password));
        string second = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "changer", Password));

        Assert.Equal(HttpStatusCode.BadRequest, (await ChangeAsync(first, "a wrong password", Another)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ChangeAsync(first, Password, "short")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ChangeAsync(first, Password, Password)).StatusCode);
        string renewed = await AccessFixture.TokenAsync(await ChangeAsync(first, Password, Another));

        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(renewed));
        await IsRefusedAsync(first);
        await IsRefusedAsync(second);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AccessFixture.SignInAsync(client, "changer", Password)).StatusCode);
        string signedIn = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "changer", Another));
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(signedIn));
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(renewed));
        Assert.Equal(["done 200", "begun "], await fixture.RecordsAsync("action=account.password&target=changer"));
    }

    [Fact]
    public async Task A_caller_without_an_account_has_no_password_to_change()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await ChangeAsync(TestTokens.Of("viewer"), Password, Another)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ChangeAsync(fixture.Issuer.Sign(["analysts"]), Password, Another)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ChangeAsync("", Password, Another)).StatusCode);
    }

    [Fact]
    public async Task A_stolen_token_cannot_be_used_to_guess_passwords()
    {
        (await fixture.CreateAccountAsync("robbed", Password, "viewer")).Expect(HttpStatusCode.Created);
        using HttpClient client = fixture.From("127.0.0.41");
        string token = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "robbed", Password));
        int looked = 0;
        await Eventually.IsTrueAsync(
            "it has to wait",
            async () =>
            {
                HttpStatusCode status = (await ChangeAsync(token, $"wrong {looked++}", Another)).StatusCode;
                Assert.True(looked < 20);
                return status == HttpStatusCode.TooManyRequests;
            });
    }

    [Fact]
    public async Task Changing_an_accounts_roles_revokes_its_tokens()
    {
        using HttpClient client = fixture.From("127.0.0.42");
        (await fixture.CreateAccountAsync("promoted", Password, "viewer")).Expect(HttpStatusCode.Created);
        string viewer = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "promoted", Password));
        (await fixture.Client.PutAsync("/admin/accounts/Promoted/roles", """{"roles":["viewer"]}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(viewer));

        Answer changed = (await fixture.Client.PutAsync("/admin/accounts/promoted/roles", """{"roles":["operator","viewer"]}"""))
            .Expect(HttpStatusCode.OK);
        Assert.Equal(["operator", "viewer"], changed["roles"].EnumerateArray().Select(one => one.GetString()));
        await IsRefusedAsync(viewer);
        using HttpClient root =
            fixture.From("127.0.0.42", await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, "promoted", Password)));
        Assert.Equal(HttpStatusCode.OK, (await root.GetAsync("/api/v1/admin/audit?limit=1")).StatusCode);
        Assert.Contains(
            "operator", (await fixture.Client.GetAsync("/admin/accounts/promoted")).Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal);

        (await fixture.Client.PutAsync("/admin/accounts/promoted/roles", """{"roles":["producer"]}""")).Expect(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(
            "the account is no longer an operator",
            async () => (await root.GetAsync("/api/v1/admin/audit?limit=1")).StatusCode == HttpStatusCode.Unauthorized);
        (await fixture.Client.PutAsync("/admin/accounts/promoted/roles", """{"roles":["boss"]}""")).Expect(HttpStatusCode.BadRequest);
        (await fixture.Client.PutAsync("/admin/accounts/nobody/roles", """{"roles":["viewer"]}""")).Expect(HttpStatusCode.NotFound);
        (await fixture.Client.PutAsync($"/admin/accounts/{AccessFixture.Operator}/roles", """{"roles":["viewer"]}"""))
            .Expect(HttpStatusCode.Conflict);
        Assert.Equal(
            ["viewer, operator to producer", "viewer to operator, viewer"],
            (await fixture.AuditAsync("action=account.roles&target=promoted&limit=4"))
                .Where(one => one.GetProperty("outcome").GetString() == "done").Select(one => one.GetProperty("detail").GetString())
                .Select(detail => detail!.Replace("operator, viewer to producer", "viewer, operator to "
                    + "producer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Changing_a_clients_roles_or_ending_its_secret_revokes_its_tokens()
    {
        using HttpClient client = fixture.From("127.0.0.43");
        Answer made =
            (await fixture.Client.PostAsync("/admin/clients", """{"name":"figures","roles":["viewer"]}""")).Expect(HttpStatusCode.Created);
        string id = made["clientId"].GetString()!;
        string first = await TokenOfAsync(client, id, made);
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(first));

        // The old secret stays valid for a day, and so do its tokens.
        Answer second = (await fixture.Client.PostAsync($"/admin/clients/{id}/secret")).Expect(HttpStatusCode.Created);
        string newer = await TokenOfAsync(client, id, second);
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(newer));
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(first));

        // The earlier secrets and their tokens become invalid now.
        string now = TimeProvider.System.GetUtcNow().ToString("O");
        Answer third = (await fixture.Client.PostAsync($"/admin/clients/{id}/secret", $$"""{"oldValidUntil":"{{now}}"}""")).Expect(
            HttpStatusCode.Created);
        await IsRefusedAsync(first);
        await IsRefusedAsync(newer);
        string newest = await TokenOfAsync(client, id, third);
        Assert.Equal(HttpStatusCode.OK, await SummaryAsync(newest));

        (await fixture.Client.PutAsync($"/admin/clients/{id}/roles", """{"roles":["producer"]}""")).Expect(HttpStatusCode.OK);
        await IsRefusedAsync(newest);
        Assert.Equal(HttpStatusCode.Forbidden, await SummaryAsync(await TokenOfAsync(client, id, third)));
    }

    private static async Task<string> TokenOfAsync(HttpClient client, string id, Answer made) =>
        await AccessFixture.TokenAsync(await AccessFixture.SignInClientAsync(client, id, made["clientSecret"].GetString()!));

    private async Task<HttpResponseMessage> ChangeAsync(string token, string oldPassword, string newPassword)
    {
        using HttpClient client = fixture.From("127.0.0.44", token.Length == 0 ? null : token);
        return await client.PostAsync(
            "/api/v1/auth/password", AccessFixture.Json(JsonSerializer.Serialize(new { oldPassword, newPassword })));
    }

    private Task IsRefusedAsync(string token) =>
        Eventually.IsTrueAsync("the token is refused", async () => await SummaryAsync(token) == HttpStatusCode.Unauthorized);

    private async Task<HttpStatusCode> SummaryAsync(string token)
    {
        using HttpClient client = fixture.From("127.0.0.45", token);
        HttpStatusCode status;
        do status = (await client.GetAsync("/api/v1/summary")).StatusCode;
        while (status == HttpStatusCode.TooManyRequests);
        return status;
    }
}
