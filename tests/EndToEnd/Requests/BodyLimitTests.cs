using System.Net;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Requests;

/// <summary>The size of bodies is limited before they are held in memory, individually and in total.</summary>
public sealed class BodyLimitTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task A_transaction_and_its_body_have_limits_and_beyond_them_nothing_is_recorded()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAsync("/transactions", Large("fits", lines: 1_000))).Expect(HttpStatusCode.Created);
        Answer tooLarge = (await api.Client.PostAsync("/transactions", Large("too-large", lines: 1_050))).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("1048576", tooLarge["errors"].GetProperty("$")[0].GetString(), StringComparison.Ordinal);
        Answer answer = await api.Client.PostAsync("/transactions", Sale.Number("padded", 1).ToJson() + new string(' ', 2 * MiB));
        Assert.Equal("application/problem+json", answer.Expect(HttpStatusCode.RequestEntityTooLarge).ContentType);
        answer =
            await api.Client.PostAsync("/transactions/batch", $"[{Large("too-large", lines: 1_050)},{Sale.Number("good", 1).ToJson()}]");
        Assert.Equal(
            ["invalid", "recorded"],
                answer.Expect(HttpStatusCode.OK)["results"].EnumerateArray().Select(result => result.GetProperty("status").GetString()));
        Assert.Equal(2, (await api.Client.GetAsync("/summary"))["totals"].GetProperty("transactions").GetInt32());
    }

    [Fact]
    public async Task An_array_of_too_many_items_or_bad_items_is_refused_as_a_whole_with_a_short_answer()
    {
        ApiProcess api = await StartAsync();
        string good = Sale.Number("good", 1).ToJson();
        foreach (string body in new[]
        {
            $"[{string.Join(',', Enumerable.Repeat("0", 1_000_000))}]",
            $"[{string.Join(',', Enumerable.Repeat(good, 10_001))}]",
            $"[{good},{string.Join(',', Enumerable.Repeat("{}", 1_001))}]",
            $"[{good},{string.Join(',', Enumerable.Repeat("{\"lines\":[0,0,0,0,0,0,0,0,0]}", 5_000))}]",
        })
        {
            Answer answer = (await api.Client.PostAsync("/transactions/batch", body)).Expect(HttpStatusCode.BadRequest);
            Assert.InRange(answer.Text.Length, 1, 10_000);
        }

        Assert.Equal(0, (await api.Client.GetAsync("/summary"))["totals"].GetProperty("transactions").GetInt32());
        // The maximum number of bad items, each with the maximum number of problems.
        string bad = $"{{\"lines\":[{string.Join(',', Enumerable.Repeat("0", 100))}]}}";
        string most = $"[{good},{string.Join(',', Enumerable.Repeat(bad, 1_000))}]";
        Answer all = (await api.Client.PostAsync("/transactions/batch", most)).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 1_000), (all["recorded"].GetInt32(), all["invalid"].GetInt32()));
        Assert.InRange(all.Text.Length, most.Length, (4 * most.Length) + (512 * 1024));
        (await api.Client.PostAsync("/transactions/batch", $"[{good}]{new string(' ', 32 * MiB)}")).Expect(
            HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Bodies_in_progress_share_one_budget_and_no_caller_can_use_the_share_of_others()
    {
        ApiProcess api = await StartAsync(("Limits__BodyBytes", $"{64 * MiB}"));
        string padding = new(' ', MiB);
        var held = new List<RawExchange>();
        try
        {
            for (int body = 0; body < 3; body++)
            {
                RawExchange exchange = await RawExchange.OpenAsync(api.Client.Address, "/api/v1/transactions/batch", "application/json");
                held.Add(exchange);
                for (int part = 0; part < 9; part++) await exchange.SendAsync(padding);
            }

            // The same caller has 27 of its 32 MiB in progress.
            Answer? refused = null;
            await Eventually.IsTrueAsync(
                "a large body of the same caller is refused",
                async () =>
                    (refused = await api.Client.PostAsync("/transactions/batch",
                        $"[{Sale.Number("late", 1).ToJson()}{new string(' ', 8 * MiB)}]")).Status
                    == HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(refused!.Headers.RetryAfter);
            Assert.Equal("application/problem+json", refused.ContentType);
            (await api.Client.PostAsync(Sale.Number("small", 1))).Expect(HttpStatusCode.Created);
            using var other =
                new RetailClient(api.Client.Address, TestTokens.Sign(TestTokens.Claims("another", "producer"), TestTokens.Key));
            (await other.PostAsync("/transactions/batch", $"[{Sale.Number("other", 1).ToJson()}{new string(' ', 8 * MiB)}]"))
                .Expect(HttpStatusCode.OK);
        }
        finally
        {
            held.ForEach(exchange => exchange.Dispose());
        }

        await Eventually.IsTrueAsync(
            "the budget is given back",
            async () => (await api.Client.PostAsync("/transactions/batch",
                $"[{Sale.Number("late", 2).ToJson()}{new string(' ', 8 * MiB)}]")).IsSuccess);
    }

    /// <summary>
    /// For a caller that never reads the results of bad lines, which are many times as long, only a bounded part is held in memory.
    /// </summary>
    [Fact]
    public async Task Unread_results_are_bounded()
    {
        ApiProcess api = await StartAsync(("Limits__BodyBytes", $"{64 * MiB}"));
        (await api.Client.PostAsync(Sale.Number("before", 1))).Expect(HttpStatusCode.Created);
        double before = api.ResidentMiB();
        var streams = new List<RawExchange>();
        string lines = new StringBuilder().Insert(0, "0\n", 100_000).ToString();
        try
        {
            for (int stream = 0; stream < 16; stream++)
            {
                RawExchange exchange =
                    await RawExchange.OpenAsync(api.Client.Address, "/api/v1/transactions/batch", "application/x-ndjson");
                streams.Add(exchange);
                for (int part = 0; part < 10; part++)
                {
                    Task sent = exchange.SendAsync(lines);
                    if (await Task.WhenAny(sent, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System)) != sent) break;
                }
            }

            Output.WriteLine($"{before:F0} MiB before, {api.ResidentMiB():F0} with 16 streams that nobody reads");
            Assert.InRange(api.ResidentMiB() - before, 0, 500);
            using var other =
                new RetailClient(api.Client.Address, TestTokens.Sign(TestTokens.Claims("another", "producer"), TestTokens.Key));
            (await other.PostAsync(Sale.Number("innocent", 1))).Expect(HttpStatusCode.Created);
        }
        finally
        {
            streams.ForEach(exchange => exchange.Dispose());
        }
    }

    private static string Large(string id, int lines) =>
        $$"""{"transactionId":"{{id}}","storeId":"s","occurredAt":"2024-03-01T08:26:00Z","lines":[{{string.Join(',', Enumerable.Repeat(
            $$"""{"productId":"p","description":"{{new string('d', 990)}}","quantity":1,"unitPrice":1}""", lines))}}]}""";
}
