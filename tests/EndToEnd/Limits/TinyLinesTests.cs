using System.Net;

namespace RetailGrains.Tests.EndToEnd.Limits;

/// <summary>A line of NDJSON may have two bytes, and what is read of it several hundred.</summary>
public sealed class TinyLinesTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Senders = 16;

    /// <summary>384 MiB, hexadecimal.</summary>
    private const string HeapLimit = "18000000";

    [Fact]
    public async Task Senders_of_tiny_lines_who_read_nothing_neither_fill_the_memory_nor_stop_others()
    {
        ApiProcess api = await StartAsync(("DOTNET_gcServer", "0"), ("DOTNET_GCHeapHardLimit", HeapLimit));
        (await api.Client.PostAsync("/transactions", Sale.Number("before", 1).ToJson())).Expect(HttpStatusCode.Created);
        string lines = string.Concat(Enumerable.Repeat("{}\n", 350_000));
        List<RawExchange> exchanges = [];
        for (int i = 0; i < Senders; i++)
            exchanges.Add(await RawExchange.OpenAsync(api.Client.Address, "/api/v1/transactions/batch", "application/x-ndjson"));
        Task[] sending = [.. exchanges.Select(exchange => Record.ExceptionAsync(() => exchange.SendAsync(lines)))];
        for (int i = 0; i < 5; i++)
        {
            (await api.Client.PostAsync("/transactions", Sale.Number("meanwhile", i).ToJson())).Expect(HttpStatusCode.Created);
            await Eventually.PauseAsync(TimeSpan.FromSeconds(1));
        }

        foreach (RawExchange exchange in exchanges) exchange.Dispose();
        await Task.WhenAll(sending);
        (await api.Client.PostAsync("/transactions", Sale.Number("after", 1).ToJson())).Expect(HttpStatusCode.Created);
    }
}
