namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>
/// Guarantee 9, bounded: a flood reaches the limits, which are very small here. Some callers must retry, nothing that was acknowledged is
/// lost, and nothing is recorded twice.
/// </summary>
public sealed class BackPressureTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Batches = 16;
    private const int BatchSize = 1_000;
    private const int Singles = 200;

    private static readonly (string, string)[] TinyBounds =
    [
        ("Ledger__PendingLines", "50"),
        ("Ledger__PendingPatience", "00:00:02"),
        ("Ledger__TailLines", "200"),
        ("Ledger__SaveDelay", "00:00:20"),
    ];

    [Fact]
    public async Task A_flood_beyond_the_limits_is_refused_and_loses_nothing()
    {
        ApiProcess api = await StartAsync(TinyBounds);
        var sent = new SentSales();
        int refused = 0;
        Task[] batches = [.. Enumerable.Range(0, Batches).Select(async b =>
        {
            List<Sale> again = await sent.SendAsync(api.Client, [.. Enumerable.Range(0, BatchSize).Select(n => Sale.Number($"b{b}", n))]);
            Interlocked.Add(ref refused, again.Count);
        })];
        int turnedAway = 0;
        Task[] singles = [.. Enumerable.Range(0, Singles).Select(async n =>
        {
            if (!await sent.SendAsync(api.Client, Sale.Number("single", n))) Interlocked.Increment(ref turnedAway);
        })];
        await Task.WhenAll([.. batches, .. singles]);
        Output.WriteLine($"Of {Batches * BatchSize} in batches {refused} were busy; of {Singles} singles {turnedAway} got 503");
        Assert.True(refused > 0, "No item of a batch was busy.");
        Assert.True(turnedAway > 0, "No single transaction got 503.");
        Assert.True(sent.AcknowledgedCount > 0, "Nothing was taken in.");

        // With capacity again, every sale is recorded; those that were already recorded keep their positions.
        await api.KillAsync();
        api = await StartAsync();
        for (int b = 0; b < Batches; b++)
            Assert.Empty(await sent.SendAsync(api.Client, [.. Enumerable.Range(0, BatchSize).Select(n => Sale.Number($"b{b}", n))]));
        List<Sale> held = await sent.AssertLedgerAsync(Store);
        await api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(api.Client, held);
        await api.Client.ExpectAgreementAsync();
    }
}
