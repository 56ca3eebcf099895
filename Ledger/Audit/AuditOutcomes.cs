namespace RetailGrains.Ledger.Audit;

/// <summary>The names that are stored and answered.</summary>
public static class AuditOutcomes
{
    /// <summary>The outcome's name.</summary>
    public static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Begun => "begun",
        AuditOutcome.Done => "done",
        AuditOutcome.Refused => "refused",
        AuditOutcome.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The outcome of a name.</summary>
    public static AuditOutcome Parse(string name) => name switch
    {
        "begun" => AuditOutcome.Begun,
        "done" => AuditOutcome.Done,
        "refused" => AuditOutcome.Refused,
        "failed" => AuditOutcome.Failed,
        _ => throw new InvalidOperationException($"The audit holds an outcome {name}."),
    };
}
