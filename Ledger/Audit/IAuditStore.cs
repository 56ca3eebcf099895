namespace RetailGrains.Ledger.Audit;

/// <summary>How far an action came. The names are stored.</summary>
public enum AuditOutcome
{
    /// <summary>It is about to be done; another row tells how it ended, unless the process ended first.</summary>
    Begun,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was refused, and nothing was changed.</summary>
    Refused,

    /// <summary>It went wrong: what was changed, if anything, is not known.</summary>
    Failed,
}

/// <summary>What is to be remembered.</summary>
/// <param name="At">UTC.</param>
/// <param name="Actor">Who: a token's subject, or <c>system</c>.</param>
/// <param name="Address">Where from; null for the system.</param>
/// <param name="Action">What, such as <c>account.create</c>.</param>
/// <param name="Target">To what: an id.</param>
/// <param name="Outcome">How far.</param>
/// <param name="Status">Of the answer, at the end.</param>
/// <param name="Detail">More about it. Never a secret.</param>
/// <param name="Begun">The row of the beginning, at the end.</param>
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

/// <summary>What is remembered.</summary>
/// <param name="Id">Rises with every row.</param>
/// <param name="Entry">What was said.</param>
public sealed record AuditEntry(long Id, NewAuditEntry Entry);

/// <summary>Which rows, the newest first; a null asks for all.</summary>
/// <param name="Actor">Whose.</param>
/// <param name="Action">What.</param>
/// <param name="Target">To what.</param>
/// <param name="From">At this time or after.</param>
/// <param name="To">Before this time.</param>
/// <param name="Before">Rows with lower ids.</param>
/// <param name="Limit">So many at most.</param>
public sealed record AuditQuery(
    string? Actor, string? Action, string? Target, DateTimeOffset? From, DateTimeOffset? To, long? Before, int Limit);

/// <summary>Who did what: rows are added and never changed, which the database sees to.</summary>
public interface IAuditStore
{
    /// <summary>Adds a row; it is on disk when this returns its id.</summary>
    Task<long> AppendAsync(NewAuditEntry entry, CancellationToken cancel);

    /// <summary>Rows, the newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancel);
}
