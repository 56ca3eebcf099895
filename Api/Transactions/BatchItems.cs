namespace RetailGrains.Api.Transactions;

/// <summary>What became of one item.</summary>
/// <param name="Index">Its place among what was sent, from 0.</param>
/// <param name="TransactionId">As far as it could be read.</param>
/// <param name="Status">recorded, duplicate, conflict, invalid or busy.</param>
/// <param name="Position">Where the id's entry stands.</param>
/// <param name="Errors">What is wrong with it: path of the field to messages.</param>
internal sealed record BatchResult(
    long Index, string? TransactionId, string Status, string? Position, Dictionary<string, string[]>? Errors);

/// <summary>How many came to what.</summary>
internal sealed record BatchSummary(long Recorded, long Duplicates, long Conflicts, long Invalid, long Busy);

/// <summary>The answer to a JSON array.</summary>
internal sealed record BatchAnswer(
    long Recorded, long Duplicates, long Conflicts, long Invalid, long Busy, IReadOnlyList<BatchResult> Results);
