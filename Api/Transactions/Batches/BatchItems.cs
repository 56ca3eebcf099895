using System.ComponentModel.DataAnnotations;
namespace RetailGrains.Api.Transactions.Batches;

/// <summary>The result of one item.</summary>
/// <param name="Index">The index of the item in the request, from 0.</param>
/// <param name="TransactionId">As far as it could be read.</param>
/// <param name="Status">recorded, duplicate, conflict, invalid or busy.</param>
/// <param name="Position">The position of the id's entry.</param>
/// <param name="Errors">Its errors, or the fields that differ from the recorded transaction: messages by the path of the field.</param>
internal sealed record BatchResult(
    long Index,
    string? TransactionId,
    [property: AllowedValues("recorded", "duplicate", "conflict", "invalid", "busy")] string Status,
    string? Position,
    Dictionary<string, string[]>? Errors);

/// <summary>The number of items by status.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">Recorded before.</param>
/// <param name="Conflicts">Their id is another transaction's.</param>
/// <param name="Invalid">Items that are not recorded; their errors state the reason.</param>
/// <param name="Busy">Not recorded, or the outcome is unknown: retry.</param>
internal sealed record BatchSummary(long Recorded, long Duplicates, long Conflicts, long Invalid, long Busy);

/// <summary>The answer to a JSON array.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">Recorded before.</param>
/// <param name="Conflicts">Their id is another transaction's.</param>
/// <param name="Invalid">Items that are not recorded; their errors state the reason.</param>
/// <param name="Busy">Not recorded, or the outcome is unknown: retry.</param>
/// <param name="Results">Of each item, in order.</param>
internal sealed record BatchAnswer(
    long Recorded, long Duplicates, long Conflicts, long Invalid, long Busy, IReadOnlyList<BatchResult> Results);
