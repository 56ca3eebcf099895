using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Operations;

/// <summary>The ledger's partitions.</summary>
internal sealed record LedgerAnswer(IReadOnlyList<PartitionAnswer> Partitions);

/// <summary>One of them.</summary>
internal sealed record PartitionAnswer(
    int Partition, long Head, long Delivered, long Checkpoint, string Silo, long Commits, long Transactions, long GrainCalls)
{
    public static PartitionAnswer Of(PartitionStatus status) => new(
        status.Partition,
        status.Head,
        status.Delivered,
        status.Checkpoint,
        status.Silo,
        status.Commits,
        status.Transactions,
        status.GrainCalls);
}

/// <summary><c>GET /admin/ledger</c>: how far every partition is, and where it runs.</summary>
internal static class LedgerStatus
{
    public static void MapLedgerStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("/admin/ledger", GetAsync).ForOperators();

    private static async Task<IResult> GetAsync(LedgerClient ledger, Retry retry, CancellationToken cancel)
    {
        PartitionStatus[] partitions = await Task.WhenAll(ledger.All.Select(one => retry.ReadAsync(one.StatusAsync, cancel)));
        return JsonAnswer.Ok(new LedgerAnswer(Array.ConvertAll(partitions, PartitionAnswer.Of)), ApiJson.Default.LedgerAnswer);
    }
}
