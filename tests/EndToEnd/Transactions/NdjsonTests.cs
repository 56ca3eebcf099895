using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>
/// NDJSON of any length is recorded while it arrives (guarantee 9: it need not fit into memory). Results are in order and are sent while
/// the sender is still sending, and bad lines do not stop the others.
/// </summary>
public sealed class NdjsonTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int FirstLines = 3_000;
    private const int BadEvery = 1_000;

    private static int Lines => LongFactAttribute.IsWanted ? 100_000 : 30_000;

    [Fact]
    public async Task A_long_stream_is_answered_line_by_line_while_it_is_sent()
    {
        ApiProcess api = await StartAsync();
        using RawExchange exchange = await RawExchange.OpenAsync(api.Client.Address, "/api/v1/transactions/batch", "application/x-ndjson");
        await exchange.SendAsync(Text(0, FirstLines));
        // The rest is held back until the first results are here: if results were held back too, this would never complete.
        await exchange.ExpectOkAsync();
        string first = await exchange.ReadLineAsync() ?? throw new InvalidOperationException("The answer ended before the request did.");
        Task sending = Task.Run(async () =>
        {
            for (int n = FirstLines; n < Lines; n += 1_000) await exchange.SendAsync(Text(n, Math.Min(n + 1_000, Lines)));
            await exchange.EndAsync();
        });

        int index = 0;
        string? line = first;
        for (; index < Lines; index++, line = await exchange.ReadLineAsync()) AssertResult(index, line!);
        await sending;
        JsonElement summary = JsonDocument.Parse(line!).RootElement;
        Assert.Null(await exchange.ReadLineAsync());
        Assert.Equal(Lines - (Lines / BadEvery), summary.GetProperty("recorded").GetInt64());
        Assert.Equal(Lines / BadEvery, summary.GetProperty("invalid").GetInt64());

        Assert.Equal(Lines - (Lines / BadEvery), (await api.Client.GetAsync("/summary"))["totals"].GetProperty("transactions").GetInt64());
        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
    }

    private static void AssertResult(int index, string line)
    {
        JsonElement result = JsonDocument.Parse(line).RootElement;
        Assert.Equal(index, result.GetProperty("index").GetInt64());
        Assert.Equal(index % BadEvery == 7 ? "invalid" : "recorded", result.GetProperty("status").GetString());
    }

    /// <summary>Every thousandth line is bad, alternately invalid JSON and a transaction without lines.</summary>
    private static string Text(int from, int to)
    {
        var text = new StringBuilder();
        for (int n = from; n < to; n++)
        {
            string line = n % BadEvery != 7 ? Sale.Number("n", n)
                .ToJson() : n % (2 * BadEvery) == 7 ? "{\"transactionId\":" : """{"transactionId":"x","storeId":"y"}""";
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
