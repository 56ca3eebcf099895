namespace RetailGrains.Ledger.Audit;

/// <summary>The stored names of outcomes, which the API also returns.</summary>
public static class AuditOutcomes
{
    /// <summary>Returns the outcome's name.</summary>
    public static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Begun => "begun",
        AuditOutcome.Done => "done",
        AuditOutcome.Refused => "refused",
        AuditOutcome.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>Returns the outcome with this name.</summary>
    public static AuditOutcome Parse(string name) => name switch
    {
        "begun" => AuditOutcome.Begun,
        "done" => AuditOutcome.Done,
        "refused" => AuditOutcome.Refused,
        "failed" => AuditOutcome.Failed,
        _ => throw new InvalidOperationException($"The audit holds an outcome {name}."),
    };
}
