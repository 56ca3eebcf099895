using RetailGrains.Ledger.Audit;

namespace RetailGrains.Access;

/// <summary>What the audit says of a call to a guarded grain. Pure.</summary>
internal static class GuardedCalls
{
    /// <summary>The id that an argument names; null when it names none.</summary>
    public static string? TargetOf(object? argument) => argument switch
    {
        string id => id,
        Subject subject => subject.Id,
        _ => null,
    };

    /// <summary>Whether a result says that something was done.</summary>
    public static AuditOutcome OutcomeOf(object? result) => result switch
    {
        SubjectAddition.Added or SubjectRemoval.Removed => AuditOutcome.Done,
        null or false or SubjectAddition or SubjectRemoval => AuditOutcome.Refused,
        _ => AuditOutcome.Done,
    };
}
