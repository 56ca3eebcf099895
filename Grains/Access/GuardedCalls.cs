using RetailGrains.Imports;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Access;

/// <summary>Derives audit data from a call to a guarded grain. Pure.</summary>
internal static class GuardedCalls
{
    /// <summary>Returns the id that an argument names; null when it names none.</summary>
    public static string? TargetOf(object? argument) => argument switch
    {
        string id => id,
        Subject subject => subject.Id,
        _ => null,
    };

    /// <summary>Derives the audit's outcome from a call's result.</summary>
    public static AuditOutcome OutcomeOf(object? result) => result switch
    {
        SubjectAddition.Added or SubjectRemoval.Removed or RolesChange.Changed or SubjectStanding { Subject: not null } =>
            AuditOutcome.Done,
        ImportStatus { Undo: null } => AuditOutcome.Refused, // the import is running
        null or false or SubjectAddition or SubjectRemoval or RolesChange or SubjectStanding => AuditOutcome.Refused,
        _ => AuditOutcome.Done,
    };
}
