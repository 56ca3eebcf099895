using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Operations;

namespace RetailGrains.Tests.Cluster;

/// <summary>Voids and corrections, with faults injected between the grains and the real store.</summary>
public sealed class RevisionTests
{
    private const int Senders = 8;
    private const int Rounds = 3;

    [Fact]
    public async Task Revisions_whose_answer_is_lost_are_recorded_completely_and_once()
    {
        CutLedger? ledger = null;
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, real => ledger = new CutLedger(real, new Random(5)));
        SaleTransaction[] sales = [.. Sales.Make(24, seed: 5, "revised").DistinctBy(sale => sale.TransactionId)];
        var last = new Dictionary<string, (RevisionAction Action, RevisionResult Result, SaleTransaction Content)>();
        await Parallel.ForEachAsync(sales, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (sale, _) =>
        {
            var random = new Random(sale.TransactionId.Length + sale.Lines.Length);
            await cluster.SendAsync([sale]);
            for (int round = 0; round < Rounds; round++)
            {
                var action = (RevisionAction)random.Next(3);
                SaleTransaction content = sale with { Lines = [new SaleLine($"p{round}", null, round + 1, 1.25m)] };
                var request = new RevisionRequest(
                    sale.TransactionId,
                    action,
                    action == RevisionAction.Correct ? content : null,
                    new Provenance("tests", null, Guid.NewGuid()));
                RevisionResult result = await cluster.Client.ReviseAsync(
                    request, urgent: false, RetailCluster.Patience, CancellationToken.None);
                lock (last) last[sale.TransactionId] = (action, result, content);
            }
        });
        Assert.True(ledger!.Cuts > 5, "The faults did not happen.");
        await AssertRevisedAsync(cluster, last);
    }

    private static async Task AssertRevisedAsync(
        RetailCluster cluster, Dictionary<string, (RevisionAction Action, RevisionResult Result, SaleTransaction Content)> last)
    {
        IReadOnlyDictionary<string, TransactionHistory> histories =
            await cluster.Store.Parts.Ledger.HistoriesAsync(last.Keys, CancellationToken.None);
        foreach ((string id, (RevisionAction action, RevisionResult result, SaleTransaction content)) in last)
        {
            Assert.True(result.Status is RevisionStatus.Recorded or RevisionStatus.Duplicate, $"{id}: {result.Status}");
            TransactionHistory history = histories[id];
            Assert.Equal(Enumerable.Range(1, history.Entries.Count), history.Entries.Select(entry => entry.Revision));
            LedgerEntry answered = Assert.Single(history.Entries, entry => entry.Position == result.Position);
            Assert.Equal(result.Revision, answered.Revision);
            Assert.Equal(action != RevisionAction.Correct, history.IsVoided);
            if (action == RevisionAction.Correct) Assert.True(history.Current.HasContentOf(content));
            foreach (LedgerEntry correction in history.Recordings.Skip(1))
            {
                // The replaced revision is annulled: by an earlier void, or together with the correction, in the entry just before it.
                LedgerEntry before = history.Entries[correction.Revision - 2];
                Assert.Equal(EntryEffect.Annuls, before.Effect);
                if (before.RecordedAt == correction.RecordedAt) Assert.Equal(correction.Position.Sequence - 1, before.Position.Sequence);
            }
        }

        for (int p = 0; p < cluster.Store.Layout.Partitions; p++)
        {
            long head = await cluster.Store.Parts.Ledger.HeadAsync(p, CancellationToken.None);
            await cluster.WhenSavedAsync(new Position(p, head));
        }

        ReconciliationReport report = (await cluster.Grains.GetGrain<IReconciliationGrain>(0).CheckAsync()).Report;
        Assert.True(report.Agrees, string.Join('\n', report.Differences.Take(10)));
    }
}
