using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace RetailGrains.Api.Transactions.Revisions;

/// <param name="TransactionId">The transaction.</param>
/// <param name="Revision">The number of the revision, from 1.</param>
/// <param name="Position">Where the revision stands.</param>
/// <param name="Total">What it adds to net revenue, exact.</param>
/// <param name="Duplicate">It stood there before.</param>
/// <param name="Date">Of a void: the day on which it takes the transaction back.</param>
internal sealed record RevisionAnswer(
    string TransactionId,
    int Revision,
    string Position,
    decimal Total,
    bool Duplicate,
    [property: AllowedValues("today", "original"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Date = null);
