namespace RetailGrains.Ledger.Audit;

/// <summary>The outcome of an action. The names are stored.</summary>
public enum AuditOutcome
{
    /// <summary>The action is about to start. Another row records its end, unless the process ends first.</summary>
    Begun,

    /// <summary>The action succeeded.</summary>
    Done,

    /// <summary>The action was refused, and nothing was changed.</summary>
    Refused,

    /// <summary>The action failed: whether it changed anything is unknown.</summary>
    Failed,
}

/// <summary>A new row of the audit.</summary>
/// <param name="At">UTC.</param>
/// <param name="Actor">The caller: a token's subject, or <c>system</c>.</param>
/// <param name="Address">The caller's network address; null for the system.</param>
/// <param name="Action">The action, such as <c>account.create</c>.</param>
/// <param name="Target">The id of the action's target.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Status">The status of the answer, at the end of an action.</param>
/// <param name="Detail">More detail. Never a secret.</param>
/// <param name="Begun">The id of the row of the start, at the end of an action.</param>
public sealed record NewAuditEntry(
    DateTime At,
    string Actor,
    string? Address,
    string Action,
    string Target,
    AuditOutcome Outcome,
    int? Status = null,
    string? Detail = null,
    long? Begun = null);

/// <summary>A stored row of the audit.</summary>
/// <param name="Id">Increases with every row.</param>
/// <param name="Entry">The row's content.</param>
public sealed record AuditEntry(long Id, NewAuditEntry Entry);

/// <summary>A query for rows, newest first; a null filter matches all rows.</summary>
/// <param name="Actor">Rows of this caller.</param>
/// <param name="Action">Rows of this action.</param>
/// <param name="Target">Rows of this target.</param>
/// <param name="From">At this time or after.</param>
/// <param name="To">Before this time.</param>
/// <param name="Before">Only rows with lower ids.</param>
/// <param name="Limit">Maximum number of rows.</param>
public sealed record AuditQuery(
    string? Actor, string? Action, string? Target, DateTimeOffset? From, DateTimeOffset? To, long? Before, int Limit);

/// <summary>The audit: rows are added and never changed, which the database enforces.</summary>
public interface IAuditStore
{
    /// <summary>Adds a row and returns its id after the row is durable.</summary>
    Task<long> AppendAsync(NewAuditEntry entry, CancellationToken cancel);

    /// <summary>Returns rows, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancel);
}
