using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Accounts, clients and outside callers that are bound to stores, on the running server.</summary>
[Collection(AccessCollection.Name)]
public sealed class StoreBoundTests(AccessFixture fixture)
{
    private const string Password = "a manager's password";

    [Fact]
    public async Task An_account_is_bound_to_stores_and_changing_them_ends_its_tokens()
    {
        using HttpClient client = fixture.From("127.0.0.60");
        string name = $"manager-{Guid.NewGuid():N}"[..20];
        await SellAsync("bound A", "bound B");
        Answer made = (await fixture.Client.PostAsync(
            "/admin/accounts",
            $$"""{"name":"{{name}}","password":"{{Password}}","roles":["viewer","producer"],"stores":["bound A"]}""")).Expect(
                HttpStatusCode.Created);
        Assert.Equal(["bound A"], StoresOf(made.Json));
        List<JsonElement> accounts = await fixture.Client.ListAsync("/admin/accounts");
        Assert.Equal(["bound A"], StoresOf(accounts.Single(one => one.GetProperty("name").GetString() == name)));

        string first = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, name, Password));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first, "/stores/bound%20A"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(first, "/stores/bound%20B"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(first, "/summary"));

        string path = $"/admin/accounts/{name}/stores";
        (await fixture.Client.PutAsync(path, """{"stores":["bound A"]}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first, "/stores/bound%20A"));
        Assert.Equal(
            ["bound B"], StoresOf((await fixture.Client.PutAsync(path, """{"stores":["bound B"]}""")).Expect(HttpStatusCode.OK).Json));
        await Eventually.IsTrueAsync(
            "the token is refused", async () => await StatusAsync(first, "/stores/bound%20A") == HttpStatusCode.Unauthorized);
        string second = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, name, Password));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(second, "/stores/bound%20A"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second, "/stores/bound%20B"));

        Assert.Empty(StoresOf((await fixture.Client.PutAsync(path, """{"stores":null}""")).Expect(HttpStatusCode.OK).Json));
        string third = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, name, Password));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(third, "/summary"));
        Assert.Contains(
            "bound B to all stores",
            (await fixture.AuditAsync($"action=account.stores&target={name}")).Select(one => one.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_new_password_or_secret_does_not_remove_the_binding_to_stores()
    {
        using HttpClient client = fixture.From("127.0.0.61");
        await SellAsync("till A", "till B");
        Answer made =
            (await fixture.Client.PostAsync("/admin/clients", """{"name":"till","roles":["producer","viewer"],"stores":["till A"]}"""))
            .Expect(HttpStatusCode.Created);
        string id = made["clientId"].GetString()!;
        Answer rotated = (await fixture.Client.PostAsync($"/admin/clients/{id}/secret")).Expect(HttpStatusCode.Created);
        foreach (Answer answer in (Answer[])[made, rotated])
        {
            string secret = answer["clientSecret"].GetString()!;
            string token = await AccessFixture.TokenAsync(await AccessFixture.SignInClientAsync(client, id, secret));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(token, "/stores/till%20A"));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(token, "/stores/till%20B"));
        }

        Assert.Equal(
            ["till B"],
                StoresOf((await fixture.Client.PutAsync($"/admin/clients/{id}/stores", """{"stores":["till B"]}""")).Expect(HttpStatusCode.OK).Json));
        string name = $"changer-{Guid.NewGuid():N}"[..20];
        (await fixture.Client.PostAsync(
            "/admin/accounts",
            $$"""{"name":"{{name}}","password":"{{Password}}","roles":["viewer"],"stores":["till A"]}""")).Expect(HttpStatusCode.Created);
        string old = await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(client, name, Password));
        using HttpClient person = fixture.From("127.0.0.62", old);
        string renewed = await AccessFixture.TokenAsync(await person.PostAsync(
            "/api/v1/auth/password",
            AccessFixture.Json(JsonSerializer.Serialize(new { oldPassword = Password, newPassword = "another password" }))));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(renewed, "/stores/till%20B"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(renewed, "/stores/till%20A"));
    }

    [Fact]
    public async Task An_operator_is_not_bound_to_stores()
    {
        string name = $"boss-{Guid.NewGuid():N}"[..20];
        Answer refused = (await fixture.Client.PostAsync(
            "/admin/accounts",
            $$"""{"name":"{{name}}","password":"{{Password}}","roles":["operator"],"stores":["A"]}""")).Expect(HttpStatusCode.BadRequest);
        Assert.True(refused["errors"].TryGetProperty("stores", out _), refused.Text);
        (await fixture.Client.PostAsync(
            "/admin/accounts",
            $$"""{"name":"{{name}}","password":"{{Password}}","roles":["viewer"],"stores":["A"]}""")).Expect(HttpStatusCode.Created);
        (await fixture.Client.PutAsync($"/admin/accounts/{name}/roles", """{"roles":["operator"]}""")).Expect(HttpStatusCode.Conflict);
        (await fixture.Client.PutAsync($"/admin/accounts/{AccessFixture.Operator}/stores", """{"stores":["A"]}""")).Expect(
            HttpStatusCode.Conflict);
        (await fixture.Client.PutAsync("/admin/accounts/nobody-at-all/stores", """{"stores":["A"]}""")).Expect(HttpStatusCode.NotFound);
        (await fixture.Client.PutAsync($"/admin/accounts/{name}/stores", "{}")).Expect(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""["A","A"]""")]
    [InlineData("""[""]""")]
    [InlineData("""[1]""")]
    [InlineData("""[["A"]]""")]
    [InlineData("""[null]""")]
    [InlineData("\"A\"")]
    [InlineData("""{"A":1}""")]
    public async Task Invalid_store_bindings_are_bad_input(string stores)
    {
        Answer refused = (await fixture.Client.PostAsync("/admin/clients", $$"""{"name":"till","roles":["viewer"],"stores":{{stores}}}"""))
            .Expect(HttpStatusCode.BadRequest);
        Assert.True(refused["errors"].TryGetProperty("stores", out _), refused.Text);
    }

    [Fact]
    public async Task An_external_issuers_stores_bind_its_callers_and_an_empty_list_grants_access_to_none()
    {
        await SellAsync("outside A", "outside B");
        string bound = fixture.Issuer.Sign(["analysts"], stores: ["outside A"]);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bound, "/stores/outside%20A"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(bound, "/stores/outside%20B"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(bound, "/summary"));
        string empty = fixture.Issuer.Sign(["analysts"], stores: []);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(empty, "/stores/outside%20A"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(empty, "/summary"));
        string boundOperator = fixture.Issuer.Sign(["till-admins"], stores: ["outside A"]);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(boundOperator, "/admin/audit"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fixture.Issuer.Sign(["till-admins"]), "/admin/audit"));
    }

    private static IEnumerable<string?> StoresOf(JsonElement subject) =>
        subject.GetProperty("stores") is { ValueKind: JsonValueKind.Array } stores
            ? [.. stores.EnumerateArray().Select(store => store.GetString())]
            : [];

    private async Task SellAsync(params string[] stores)
    {
        foreach (string store in stores)
        {
            var sale = new Sale($"sold in {store}", store, null, "2024-05-01T10:00:00Z", new Line("p", 1, 1m));
            Assert.True((await fixture.Client.PostAppliedAsync(sale)).IsSuccess);
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string token, string path)
    {
        using HttpClient client = fixture.From("127.0.0.63", token);
        HttpStatusCode status;
        do status = (await client.GetAsync("/api/v1" + path)).StatusCode;
        while (status == HttpStatusCode.TooManyRequests);
        return status;
    }
}
