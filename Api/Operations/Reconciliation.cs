using System.ComponentModel.DataAnnotations;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
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

/// <summary>The last reconciliation that ended, whoever started it.</summary>
/// <param name="Running">A check is running now.</param>
/// <param name="IntervalSeconds">Time between scheduled checks; 0 when there are none.</param>
/// <param name="Trigger">What started the last check; null when none has ended yet.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Result">Its result, with at most 100 differences, and without the ids of customers.</param>
internal sealed record ReconciliationStatusAnswer(
    bool Running,
    double IntervalSeconds,
    [property: AllowedValues("manual", "scheduled", null)] string? Trigger,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    ReconciliationAnswer? Result)
{
    public static ReconciliationStatusAnswer Of(ReconciliationStatus status) => new(
        status.Running,
        status.Interval.TotalSeconds,
        status.Outcome is null ? null : status.Trigger == ReconciliationTrigger.Scheduled ? "scheduled" : "manual",
        status.StartedAt,
        status.FinishedAt,
        status.Outcome is { } outcome ? ReconciliationAnswer.Of(outcome.Report, outcome.Healing) : null);
}

/// <summary>
/// <c>POST /admin/reconciliation</c>: compares every figure with the ledger. <c>GET</c>: the last result.
/// </summary>
internal static class Reconciliation
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private const string Path = "/admin/reconciliation";

    public static void MapReconciliation(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, GetAsync).ForOperators().Describe(
            new Operation("getReconciliation", Tags.Operations, "The last comparison of the figures with the ledger")
            {
                Description = "A silo compares the figures once an hour (`Reconciliation:Interval`), and whenever an operator requests it.",
            }
                .Answers(200, "The last result.", Examples.LastReconciliation, ApiJson.Default.ReconciliationStatusAnswer)
                .Refuses(503));
        api.MapPost(Path, PostAsync).ForOperators().LimitBody().Describe(
            new Operation("reconcile", Tags.Operations, "Compare every figure with the ledger")
            {
                Description =
                    "Reads the whole ledger. Differences beyond the first thousand are only counted. What could not be compared counts "
                    + "as a difference, with figure `unchecked`. `healing` states how differences of projections are repaired; the next "
                    + "reconciliation waits until the repair ends.",
            }
                .Answers(200, "What was compared, and the differences.", Examples.Reconciliation, ApiJson.Default.ReconciliationAnswer)
                .Refuses(413, 503)).LimitCheckTime();
    }

    private static async Task<IResult> GetAsync(IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        ReconciliationStatus status = await retry.ReadAsync(grains.GetGrain<IReconciliationGrain>(0).StatusAsync, cancel);
        return JsonAnswer.Ok(ReconciliationStatusAnswer.Of(status), ApiJson.Default.ReconciliationStatusAnswer);
    }

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
            catch (Exception e) when (ExceptionResponses.IsTransient(e) && !cancel.IsCancellationRequested
                && time.GetElapsedTime(start) < Timeout)
            {
                await Task.Delay(RetryDelay, time, cancel);
            }
        }
    }
}
