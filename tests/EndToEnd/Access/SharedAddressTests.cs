using System.Net;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>A shop's tills share one address: failures of one till do not affect the others.</summary>
[Collection(AccessCollection.Name)]
public sealed class SharedAddressTests(AccessFixture fixture)
{
    private static readonly TimeSpan StaleInterval = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_till_with_a_stale_secret_or_a_wrong_id_does_not_lock_out_another_till()
    {
        using HttpClient shop = fixture.From("127.0.0.50");
        Answer good = await AddClientAsync("good till");
        Answer stale = await AddClientAsync("stale till");
        for (int i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(shop, $"client-00{i:x14}", "wrong"));
        for (int i = 0; i < 30; i++) Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(shop, IdOf(stale), "an old secret"));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(shop, IdOf(good), SecretOf(good)));
        for (int i = 0; i < 4; i++)
        {
            await SignInAsync(shop, IdOf(stale), "an old secret");
            Assert.Equal(HttpStatusCode.OK, await SignInAsync(shop, IdOf(good), SecretOf(good)));
            await Eventually.PauseAsync(StaleInterval);
        }

        // The same holds if both tills have the same id, and one of them was forgotten at the rotation.
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(shop, IdOf(good), "an old secret"));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(shop, IdOf(good), SecretOf(good)));
    }

    [Fact]
    public async Task A_known_user_can_sign_in_while_another_at_the_same_address_guesses_names()
    {
        const string Password = "a password of the shop";
        (await fixture.CreateAccountAsync("shop-lead", Password, "viewer")).Expect(HttpStatusCode.Created);
        using HttpClient shop = fixture.From("127.0.0.51");
        await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(shop, "shop-lead", Password));
        int names = 0;
        // Repeats until the delay is so long that the next request falls within it even on a busy machine.
        await Eventually.IsTrueAsync(
            "strangers wait for eight seconds",
            async () => (await AccessFixture.SignInAsync(shop, $"name-{names++}", "wrong"))
                .Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(8));
        await AccessFixture.TokenAsync(await AccessFixture.SignInAsync(shop, "shop-lead", Password));
    }

    private static string IdOf(Answer client) => client["clientId"].GetString()!;

    private static string SecretOf(Answer client) => client["clientSecret"].GetString()!;

    private static async Task<HttpStatusCode> SignInAsync(HttpClient client, string id, string secret)
    {
        while (true)
        {
            using HttpResponseMessage answer = await AccessFixture.SignInClientAsync(client, id, secret);
            // The limit per address on requests without a token also causes 429; such a request is retried.
            if (answer.StatusCode != HttpStatusCode.TooManyRequests) return answer.StatusCode;
            string text = await answer.Content.ReadAsStringAsync();
            if (text.Contains("wrong secrets", StringComparison.Ordinal)) return answer.StatusCode;
        }
    }

    private async Task<Answer> AddClientAsync(string name) =>
        (await fixture.Client.PostAsync("/admin/clients", $$"""{"name":"{{name}}","roles":["producer"]}""")).Expect(HttpStatusCode.Created);
}
