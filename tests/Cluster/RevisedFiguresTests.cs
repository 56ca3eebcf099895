using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Operations;
using RetailGrains.Products;
using RetailGrains.Stores;
using RetailGrains.Tests.Support;
using RetailGrains.Tests.Unit.Ledger.Revisions;
using Day = (string Entity, System.DateOnly Day);

namespace RetailGrains.Tests.Cluster;

/// <summary>
/// Figures of random sales with all fields, returns, voids of both kinds and corrections, with injected faults and the loss of a silo.
/// </summary>
public sealed class RevisedFiguresTests
{
    private const int Senders = 6;
    private const int Steps = 25;

    private static readonly string[] Currencies = ["EUR", "USD"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Figures_are_the_sums_of_the_ledgers_entries_and_zero_after_everything_was_annulled(int seed)
    {
        CutLedger? ledger = null;
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(2, real => ledger ??= new CutLedger(real, new Random(seed)));
        Task sending = Task.WhenAll(
            Enumerable.Range(0, Senders).Select(n => SendAsync(cluster, new Random((seed * 100) + n), $"{seed}-{n}")));
        await Eventually.IsTrueAsync("faults happen", () => Task.FromResult(ledger!.Cuts > 5 || sending.IsCompleted));
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await sending;
        RevisionModel recorded = await AssertFiguresAsync(cluster);
        Assert.Contains(recorded.Entries, entry => entry.Effect == EntryEffect.Annuls);
        Assert.Contains(recorded.Entries, entry => entry is { Effect: EntryEffect.Records, TakesBack: not null });

        // If a return is annulled after its sale, a part of the sale remains. The second round takes it back.
        for (int round = 0; round < 2; round++)
            foreach (string id in recorded.Ids) await AnnulAsync(cluster, id);
        Assert.Empty((await AssertFiguresAsync(cluster)).Figures());
    }

    private static async Task SendAsync(RetailCluster cluster, Random random, string name)
    {
        var gen = new SaleGen(random);
        List<SaleTransaction> sales = [], returns = [];
        for (int i = 0; i < Steps; i++)
        {
            string id = $"{name}-{i}";
            switch (random.Next(sales.Count == 0 ? 1 : 8))
            {
                case < 3:
                    sales.Add(gen.Sale(id));
                    await RecordAsync(cluster, sales[^1]);
                    break;
                case < 5:
                    returns.Add(gen.ReturnOf(id, gen.Pick(sales)));
                    await RecordAsync(cluster, returns[^1]);
                    break;
                case 5:
                    SaleTransaction changed = gen.Pick([.. sales, .. returns]);
                    await ReviseAsync(cluster, changed.TransactionId, RevisionAction.Correct, gen.Sale(changed.TransactionId));
                    break;
                case var dice:
                    var action = dice == 6 ? RevisionAction.VoidToday : RevisionAction.VoidOriginal;
                    await ReviseAsync(cluster, gen.Pick([.. sales, .. returns]).TransactionId, action);
                    break;
            }
        }
    }

    private static async Task RecordAsync(RetailCluster cluster, SaleTransaction sale)
    {
        AppendResult[] results = await cluster.Client.AppendAsync([sale], urgent: false, RetailCluster.Patience, CancellationToken.None);
        Assert.True(results[0].Status is AppendStatus.Recorded or AppendStatus.Duplicate, $"{sale.TransactionId}: {results[0].Status}");
    }

    private static async Task ReviseAsync(RetailCluster cluster, string id, RevisionAction action, SaleTransaction? correction = null)
    {
        var request = new RevisionRequest(id, action, correction, new Provenance("tests", null, Guid.NewGuid()));
        RevisionResult result =
            await cluster.Client.ReviseAsync(request, urgent: false, RetailCluster.Patience, CancellationToken.None);
        Assert.True(result.Status is RevisionStatus.Recorded or RevisionStatus.Duplicate, $"{id}: {action} {result.Status}");
    }

    /// <summary>A void with a later date stands until a correction annuls it, so the content is recorded again and then annulled.</summary>
    private static async Task AnnulAsync(RetailCluster cluster, string id)
    {
        TransactionHistory history = (await cluster.Store.Parts.Ledger.HistoriesAsync([id], CancellationToken.None))[id];
        if (history.Voids.Any(entry => entry.Effect == EntryEffect.Records))
        {
            LedgerEntry entry = history.Current;
            await ReviseAsync(cluster, id, RevisionAction.Correct, new SaleTransaction(
                id,
                entry.StoreId,
                entry.CustomerId,
                new SaleTime(entry.OccurredAt.DateTime, entry.OccurredAt.Offset),
                entry.Kind,
                entry.Lines)
            {
                Currency = entry.Currency,
                Details = entry.Details,
            });
        }

        await ReviseAsync(cluster, id, RevisionAction.VoidOriginal);
    }

    /// <summary>Compares the figures that the grains serve with sums that are added up here, and returns the ledger's entries.</summary>
    private static async Task<RevisionModel> AssertFiguresAsync(RetailCluster cluster)
    {
        var entries = new List<LedgerEntry>();
        for (int partition = 0; partition < cluster.Store.Layout.Partitions; partition++)
        {
            long head = await cluster.Store.Parts.Ledger.HeadAsync(partition, CancellationToken.None);
            await foreach (LedgerEntry entry in cluster.Store.Parts.Ledger.ReadAsync(partition, 0, head, CancellationToken.None))
                entries.Add(entry);
            await cluster.WhenSavedAsync(new Position(partition, head));
        }

        var model = new RevisionModel();
        foreach (IGrouping<string, LedgerEntry> id in entries.GroupBy(entry => entry.TransactionId)) model.Copy(id);
        var served = new Dictionary<Day, Sums>();
        foreach (string store in entries.Select(entry => entry.StoreId).Distinct())
            await AddAsync(served, $"store {store}", cluster.Grains.GetGrain<IStoreGrain>(store));
        foreach (string? customer in entries.Select(entry => entry.CustomerId).Distinct())
            if (customer is not null) await AddAsync(served, $"customer {customer}", cluster.Grains.GetGrain<ICustomerGrain>(customer));
        foreach (string product in entries.SelectMany(entry => entry.Lines).Select(line => line.ProductId).Distinct())
            await AddAsync(served, $"product {product}", cluster.Grains.GetGrain<IProductGrain>(product));
        Dictionary<Day, Sums> expected = model.Figures().Where(one => !Array.Exists(
            Currencies, currency => one.Key.Entity == $"customer  {currency}")).ToDictionary();
        Assert.Equal(expected.OrderBy(one => one.Key), served.OrderBy(one => one.Key));
        ReconciliationReport report = (await cluster.Grains.GetGrain<IReconciliationGrain>(0).CheckAsync()).Report;
        Assert.True(report.Agrees, string.Join('\n', report.Differences.Take(10)));
        return model;
    }

    private static async Task AddAsync(Dictionary<Day, Sums> served, string entity, IFigureGrain grain)
    {
        foreach (DayTotals day in (await grain.FiguresAsync(withDays: true, null, null)).Days)
        {
            foreach (Totals part in day.Totals.ByCurrency())
            {
                var sums = new Sums(
                    part.GrossSales, part.Reductions, part.Units, part.Discounts, part.Tax, part.Lines, part.Transactions, part.Returns);
                if (sums != default) served.Add(($"{entity} {part.Currency}", day.Day), sums);
            }
        }
    }
}
