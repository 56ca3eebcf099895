using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>The result of comparing every figure with the ledger.</summary>
/// <param name="Agrees">Whether every figure equals the ledger's.</param>
/// <param name="Checked">What was compared.</param>
/// <param name="Differences">The differences, at most 1,000.</param>
/// <param name="DifferenceCount">Number of differences.</param>
/// <param name="Healing">What is being done about differences of projections; null when there are none.</param>
internal sealed record ReconciliationAnswer(
    bool Agrees, CheckedAnswer Checked, IReadOnlyList<DifferenceAnswer> Differences, long DifferenceCount, string? Healing)
{
    public static ReconciliationAnswer Of(ReconciliationReport report, string? healing) => new(
        report.Agrees,
        new CheckedAnswer(report.Transactions, report.Lines, report.Stores, report.Products, report.Customers, report.Days),
        Array.ConvertAll(report.Differences, DifferenceAnswer.Of),
        report.DifferenceCount,
        healing);
}

/// <summary>What was compared.</summary>
/// <param name="Transactions">Number of transactions.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Stores">Number of stores.</param>
/// <param name="Products">Number of products.</param>
/// <param name="Customers">Number of customers.</param>
/// <param name="Days">Number of days of stores, products and customers.</param>
internal sealed record CheckedAnswer(long Transactions, long Lines, long Stores, long Products, long Customers, long Days);

/// <summary>A figure that differs from the ledger.</summary>
/// <param name="Where">Where the figure is served from.</param>
/// <param name="Id">The id of the store, product or customer; null for the chain.</param>
/// <param name="Day">The day; null for totals.</param>
/// <param name="Figure">The figure's name.</param>
/// <param name="Ledger">The value that the ledger gives.</param>
/// <param name="Served">The value that is served.</param>
internal sealed record DifferenceAnswer(string Where, string? Id, DateOnly? Day, string Figure, string Ledger, string Served)
{
    public static DifferenceAnswer Of(Difference difference) => new(
        difference.Where, difference.Id, difference.Day, difference.Figure, difference.Ledger, difference.Served);
}

/// <summary><c>POST /admin/reconciliation</c>: compares every figure with the ledger.</summary>
internal static class Reconciliation
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public static void MapReconciliation(this IEndpointRouteBuilder api) =>
        api.MapPost("/admin/reconciliation", PostAsync).ForOperators().LimitBody().Describe(
            new Operation("reconcile", Tags.Operations, "Compare every figure with the ledger")
            {
                Description = "Reads the whole ledger. Differences beyond the first thousand are only counted. What could not be compared counts "
                    + "as a difference, with figure `unchecked`. `healing` says what is done about differences of projections; the next "
                    + "check waits for its end.",
            }
                .Answers(200, "What was compared, and what does not agree.", Examples.Reconciliation, ApiJson.Default.ReconciliationAnswer)
                .Refuses(413, 503)).LimitCheckTime();

    /// <summary>The check retries failures itself; when its silo is lost, another silo repeats it.</summary>
    private static async Task<IResult> PostAsync(IGrainFactory grains, TimeProvider time, CancellationToken cancel)
    {
        ReconciliationOutcome outcome = await RunAsync(grains.GetGrain<IReconciliationGrain>(0), time, cancel);
        return JsonAnswer.Ok(ReconciliationAnswer.Of(outcome.Report, outcome.Healing), ApiJson.Default.ReconciliationAnswer);
    }

    private static async Task<ReconciliationOutcome> RunAsync(IReconciliationGrain grain, TimeProvider time, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await grain.CheckAsync().WaitAsync(cancel);
            }
            catch (Exception e) when (ExceptionResponses.IsTransient(e) && !cancel.IsCancellationRequested && time.GetElapsedTime(start) < Timeout)
            {
                await Task.Delay(RetryDelay, time, cancel);
            }
        }
    }
}
