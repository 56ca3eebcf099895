using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Operations;

/// <summary>The progress of the ledger's partitions.</summary>
/// <param name="Partitions">By number.</param>
internal sealed record LedgerAnswer(IReadOnlyList<PartitionAnswer> Partitions);

/// <summary>The progress of one partition.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Head">The last sequence in the ledger.</param>
/// <param name="Delivered">The last sequence that all its stores, products and customers have applied.</param>
/// <param name="Checkpoint">The last sequence that all its stores, products and customers have saved.</param>
/// <param name="Silo">The silo that hosts it.</param>
/// <param name="Commits">Number of its group commits since it was activated.</param>
/// <param name="Transactions">Number of transactions recorded since it was activated.</param>
/// <param name="GrainCalls">Number of calls that delivered them.</param>
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

/// <summary><c>GET /admin/ledger</c>: the progress and the silo of every partition.</summary>
internal static class LedgerStatus
{
    public static void MapLedgerStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("/admin/ledger", GetAsync).ForOperators().Describe(
            new Operation("getLedger", Tags.Operations, "Head, delivered and checkpoint of every partition, and its silo")
                .Answers(200, "The partitions.", Examples.Ledger, ApiJson.Default.LedgerAnswer)
                .Refuses(503));

    private static async Task<IResult> GetAsync(LedgerClient ledger, Retry retry, CancellationToken cancel)
    {
        PartitionStatus[] partitions = await Task.WhenAll(ledger.All.Select(one => retry.ReadAsync(one.StatusAsync, cancel)));
        return JsonAnswer.Ok(new LedgerAnswer(Array.ConvertAll(partitions, PartitionAnswer.Of)), ApiJson.Default.LedgerAnswer);
    }
}
