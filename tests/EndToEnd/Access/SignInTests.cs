using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Passwords and secrets, on the running server.</summary>
[Collection(AccessCollection.Name)]
public sealed class SignInTests(AccessFixture fixture)
{
    private const int WrongPasswords = 10_000;

    [Fact]
    public async Task Ten_thousand_wrong_passwords_do_not_block_the_right_one_from_another_address()
    {
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        using HttpClient attacker = fixture.From("127.0.0.20");
        using HttpClient owner = fixture.From("127.0.0.21");
        Task attack = Parallel.ForEachAsync(
            Enumerable.Range(0, WrongPasswords), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            {
                using HttpResponseMessage answer = await AccessFixture.SignInAsync(attacker, AccessFixture.Operator, $"wrong {i}");
                answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
            });
        // The owner signs in during the delay, and after it.
        await Eventually.IsTrueAsync("the attack goes on", () => Task.FromResult(answers.Values.Sum() > 100));
        await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(owner, AccessFixture.Operator, AccessFixture.Password));
        await attack;
        await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(owner, AccessFixture.Operator, AccessFixture.Password));
        Assert.Equal(WrongPasswords, answers.Values.Sum());
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], answers.Keys.Order());
        Assert.InRange(answers[HttpStatusCode.Unauthorized], 5, 30);
    }

    [Fact]
    public async Task After_wrong_passwords_the_right_one_from_the_same_address_is_delayed()
    {
        const string Password = "the right password";
        (await fixture.CreateAccountAsync("waiter", Password, "viewer")).Expect(HttpStatusCode.Created);
        using HttpClient client = fixture.From("127.0.0.22");
        // Repeats until the delay is so long that the next request falls within it even on a busy machine.
        await Eventually.IsTrueAsync(
            "the delay has grown to four seconds",
            async () => (await AccessFixture.SignInAsync(client, "waiter", "wrong")).Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(4));
        int refused = 0;
        await Eventually.IsTrueAsync(
            "the delay is over",
            async () =>
            {
                using HttpResponseMessage answer = await AccessFixture.SignInAsync(client, "waiter", Password);
                if (answer.StatusCode == HttpStatusCode.OK) return true;
                Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
                refused++;
                await Eventually.PauseAsync(TimeSpan.FromMilliseconds(200));
                return false;
            });
        Assert.True(refused > 0);
    }

    [Theory]
    [InlineData("nobody", "some password")]
    [InlineData(AccessFixture.Operator, "some password")]
    [InlineData("no name at all!", "some password")]
    [InlineData("client-0011223344556677", "some secret")]
    public async Task An_unknown_name_and_a_wrong_password_are_answered_alike(string name, string password)
    {
        using HttpClient client = fixture.From("127.0.0.23");
        using HttpResponseMessage answer = await AccessFixture.SignInAsync(client, name, password);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("The name or the secret is wrong.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_client_gets_tokens_with_its_new_secret_and_with_the_old_one_until_that_expires()
    {
        using HttpClient client = fixture.From("127.0.0.24");
        Answer made = (await fixture.Client.PostAsync("/admin/clients", """{"name":"till 5","roles":["producer"]}"""))
            .Expect(HttpStatusCode.Created);
        string id = made["clientId"].GetString()!;
        string first = made["clientSecret"].GetString()!;
        await AccessFixture.TokenAsync(await AccessFixture.SignInClientAsync(client, id, first));
        await AccessFixture.TokenAsync(await AccessFixture.SignInClientByHeaderAsync(client, id, first));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AccessFixture.SignInClientByHeaderAsync(client, id, "wrong")).StatusCode);

        string soon = TimeProvider.System.GetUtcNow().AddSeconds(5).ToString("O");
        string second = await RotateAsync(id, soon);
        await AccessFixture.TokenAsync(await AccessFixture.SignInClientAsync(client, id, second));
        await AccessFixture.TokenAsync(await AccessFixture.SignInClientAsync(client, id, first));
        await Eventually.IsTrueAsync(
            "the old secret ends",
            async () => (await AccessFixture.SignInClientAsync(client, id, first)).StatusCode == HttpStatusCode.Unauthorized);
        await AccessFixture.TokenAsync(await AccessFixture.SignInClientAsync(client, id, second));
        Assert.DoesNotContain(first, (await fixture.Client.GetAsync($"/admin/clients/{id}")).Text, StringComparison.Ordinal);

        using HttpClient root = fixture.From("127.0.0.24", TestTokens.Operator);
        Assert.Equal(HttpStatusCode.NoContent, (await root.DeleteAsync($"/api/v1/admin/clients/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AccessFixture.SignInClientAsync(client, id, second)).StatusCode);
    }

    [Fact]
    public async Task Accounts_are_listed_in_pages_and_the_last_operator_cannot_be_removed()
    {
        foreach (string name in (string[])["page-a", "page-b", "page-c"])
            (await fixture.CreateAccountAsync(name, "a long password", "viewer")).Expect(HttpStatusCode.Created);
        (await fixture.CreateAccountAsync("Page-A", "a long password", "viewer")).Expect(HttpStatusCode.Conflict);
        Answer page = (await fixture.Client.GetAsync("/admin/accounts?limit=2")).Expect(HttpStatusCode.OK);
        List<string> names = [.. page["items"].EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        for (Answer next = page; next["next"].GetString() is { } cursor;)
        {
            next = (await fixture.Client.GetAsync($"/admin/accounts?limit=2&cursor={cursor}")).Expect(HttpStatusCode.OK);
            names.AddRange(next["items"].EnumerateArray().Select(one => one.GetProperty("name").GetString()!));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        foreach (string name in (string[])["page-a", "page-b", "page-c", AccessFixture.Operator]) Assert.Contains(name, names);
        using HttpClient root = fixture.From("127.0.0.25", TestTokens.Operator);
        Assert.Equal(HttpStatusCode.Conflict, (await root.DeleteAsync($"/api/v1/admin/accounts/{AccessFixture.Operator}")).StatusCode);
    }

    [Fact]
    public async Task Actions_of_operators_are_audited_with_their_actor_and_without_secrets()
    {
        const string Password = "not in the audit!";
        (await fixture.CreateAccountAsync("recorded", Password, "viewer")).Expect(HttpStatusCode.Created);
        (await fixture.Client.PutAsync("/products/on-record", """{"name":"Heart","price":2}""")).Expect(HttpStatusCode.OK);
        (await fixture.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(["done 201", "begun "], await fixture.RecordsAsync("action=account.create&target=recorded"));
        Assert.Equal(["done 200", "begun "], await fixture.RecordsAsync("action=product.put&target=on-record&actor=tests"));
        Assert.Equal(["done 202", "begun "], await fixture.RecordsAsync("action=projections.rebuild&limit=2"));
        Assert.Equal(["done 201", "begun "], await fixture.RecordsAsync($"actor=system&target={AccessFixture.Operator}"));
        const string Everything = "SELECT json_group_array(json_array(actor, action, target, detail)) FROM audit";
        string all = Assert.Single(await fixture.Store.QueryAsync(Everything, row => row.GetString(0)));
        Assert.DoesNotContain(Password, all, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessFixture.Password, all, StringComparison.Ordinal);
    }

    private async Task<string> RotateAsync(string id, string oldValidUntil) =>
        (await fixture.Client.PostAsync($"/admin/clients/{id}/secret", $$"""{"oldValidUntil":"{{oldValidUntil}}"}"""))
        .Expect(HttpStatusCode.Created)["clientSecret"].GetString()!;
}
