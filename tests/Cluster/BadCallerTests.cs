using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Tests.Cluster;

/// <summary>A process that reaches the gateway can call a partition without the API, so the partition validates its input itself.</summary>
public sealed class BadCallerTests
{
    [Fact]
    public async Task A_partition_refuses_transactions_that_break_a_rule_and_records_the_others()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1);
        SaleTransaction good = Of("good");
        int partition = Position.PartitionOf(good.TransactionId, cluster.Client.Partitions);
        ILedgerPartitionGrain grain = cluster.Client.Partition(partition);
        SaleTransaction elsewhere = Enumerable.Range(0, 100).Select(n => Of($"e{n}"))
            .First(sale => Position.PartitionOf(sale.TransactionId, cluster.Client.Partitions) != partition);
        SaleTransaction[] bad =
        [
            elsewhere,
            null!,
            good with { TransactionId = "" },
            good with { StoreId = null! },
            good with { CustomerId = "\0" },
            good with { Lines = null! },
            good with { Lines = [good.Lines[0] with { Quantity = 1_000_001 }] },
            good with { Lines = [good.Lines[0] with { UnitPrice = 0.00001m }] },
            good with { Lines = [.. Enumerable.Repeat(good.Lines[0] with { Description = new string('x', 1_000) }, 1_100)] },
            good with { Time = new SaleTime(new DateTime(2199, 1, 1), null) },
            good with { Time = new SaleTime(new DateTime(2026, 1, 1), TimeSpan.FromDays(300)) },
            good with { Kind = (TransactionKind)200 },
        ];
        AppendResult[] results = await grain.AppendAsync([.. bad, good], urgent: false);
        Assert.Equal(
            [.. Enumerable.Repeat(AppendStatus.Invalid, bad.Length), AppendStatus.Recorded], results.Select(result => result.Status));
        Assert.Equal(1, await cluster.Store.Parts.Ledger.HeadAsync(partition, CancellationToken.None));
        Assert.Empty(await grain.AppendAsync(null!, urgent: false));
        Assert.Empty(await grain.AppendAsync([], urgent: false));
        RevisionRequest tooLong = new(
            good.TransactionId, RevisionAction.VoidToday, Correction: null, Provenance: null, new string('x', 1_001));
        Assert.Equal(RevisionStatus.Invalid, (await grain.ReviseAsync(tooLong, urgent: false)).Status);
        AppendResult[] sent =
            await cluster.Client.AppendAsync([bad[8], good], urgent: false, RetailCluster.Patience, CancellationToken.None);
        Assert.Equal([AppendStatus.Invalid, AppendStatus.Duplicate], sent.Select(result => result.Status));
        await cluster.AssertProvedAsync([(good, results[^1])]);
    }

    private static SaleTransaction Of(string id) => new(
        id, "S", null, new SaleTime(new DateTime(2026, 1, 1), TimeSpan.Zero), TransactionKind.Sale, [new SaleLine("P", null, 1, 1m)]);
}
