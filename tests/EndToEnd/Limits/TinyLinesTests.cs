using System.Net;

namespace RetailGrains.Tests.EndToEnd.Limits;

/// <summary>A line of NDJSON may have two bytes, and what is read of it several hundred.</summary>
public sealed class TinyLinesTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Senders = 16;

    [Fact]
    public async Task Senders_of_tiny_lines_who_read_nothing_fill_no_memory_and_delay_nobody()
    {
        ApiProcess api = await StartAsync(("Limits__BodyBytes", "67108864"));
        (await api.Client.PostAsync("/transactions", Sale.Number("before", 1).ToJson())).Expect(HttpStatusCode.Created);
        double before = api.ResidentMiB();
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

        double most = api.ResidentMiB();
        foreach (RawExchange exchange in exchanges) exchange.Dispose();
        await Task.WhenAll(sending);
        Output.WriteLine($"{before:F0} MiB before, {most:F0} with {Senders} senders");
        Assert.InRange(most, 0, before + 300);
        (await api.Client.PostAsync("/transactions", Sale.Number("after", 1).ToJson())).Expect(HttpStatusCode.Created);
    }
}
