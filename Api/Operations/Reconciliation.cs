using RetailGrains.Access;
using RetailGrains.Api.Description;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>What the comparison of all figures with the ledger found.</summary>
internal sealed record ReconciliationAnswer(
    bool Agrees, CheckedAnswer Checked, IReadOnlyList<DifferenceAnswer> Differences, long DifferenceCount)
{
    public static ReconciliationAnswer Of(ReconciliationReport report) => new(
        report.Agrees,
        new CheckedAnswer(report.Transactions, report.Lines, report.Stores, report.Products, report.Customers, report.Days),
        Array.ConvertAll(report.Differences, DifferenceAnswer.Of),
        report.DifferenceCount);
}

/// <summary>How much was compared.</summary>
internal sealed record CheckedAnswer(long Transactions, long Lines, long Stores, long Products, long Customers, long Days);

/// <summary>A figure that is not what the ledger says.</summary>
internal sealed record DifferenceAnswer(string Where, string? Id, DateOnly? Day, string Figure, string Ledger, string Served)
{
    public static DifferenceAnswer Of(Difference difference) => new(
        difference.Where, difference.Id, difference.Day, difference.Figure, difference.Ledger, difference.Served);
}

/// <summary><c>POST /admin/reconciliation</c>: proves every figure against the ledger.</summary>
internal static class Reconciliation
{
    public static void MapReconciliation(this IEndpointRouteBuilder api) =>
        api.MapPost("/admin/reconciliation", PostAsync).ForOperators().LimitBody().Describe(
            new Operation("reconcile", Tags.Operations, "Prove every figure against the ledger")
            {
                Description = "Reads the whole ledger. Differences beyond the first thousand are only counted.",
            }
                .Answers(200, "What was compared, and what does not agree.", Examples.Reconciliation, ApiJson.Default.ReconciliationAnswer)
                .Refuses(413, 503)).DisableRequestTimeout();

    private static async Task<IResult> PostAsync(IGrainFactory grains)
    {
        ReconciliationReport report = await grains.GetGrain<IReconciliationGrain>(0).RunAsync();
        return JsonAnswer.Ok(ReconciliationAnswer.Of(report), ApiJson.Default.ReconciliationAnswer);
    }
}
