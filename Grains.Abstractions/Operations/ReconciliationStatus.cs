namespace RetailGrains.Operations;

/// <summary>What started a reconciliation. The numbers are stored: never renumber them.</summary>
public enum ReconciliationTrigger : byte
{
    /// <summary>An operator.</summary>
    Manual = 0,

    /// <summary>The schedule.</summary>
    Scheduled = 1,
}

/// <summary>The last reconciliation that ended.</summary>
/// <param name="Running">A check is running now.</param>
/// <param name="Interval">Time between scheduled checks; zero when there are none.</param>
/// <param name="StartedAt">UTC; null when no check has ended yet.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Outcome">
/// Its result, with at most 100 differences, and without the ids of customers; null when no check has ended yet.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.ReconciliationStatus")]
public sealed record ReconciliationStatus(
    [property: Id(0)] bool Running,
    [property: Id(1)] TimeSpan Interval,
    [property: Id(2)] DateTime? StartedAt,
    [property: Id(3)] DateTime? FinishedAt,
    [property: Id(4)] ReconciliationTrigger Trigger,
    [property: Id(5)] ReconciliationOutcome? Outcome);
