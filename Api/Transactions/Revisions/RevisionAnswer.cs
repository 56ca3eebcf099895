using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace RetailGrains.Api.Transactions.Revisions;

/// <param name="TransactionId">The transaction.</param>
/// <param name="Revision">The number of the revision, from 1.</param>
/// <param name="Position">The position of the revision.</param>
/// <param name="Total">The exact amount that it adds to net revenue.</param>
/// <param name="Duplicate">Whether it had been recorded before.</param>
/// <param name="Date">Of a void: the day on which it takes the transaction back.</param>
internal sealed record RevisionAnswer(
    string TransactionId,
    int Revision,
    string Position,
    decimal Total,
    bool Duplicate,
    [property: AllowedValues("today", "original"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Date = null);
