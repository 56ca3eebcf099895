using System.ComponentModel.DataAnnotations;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>A transaction as it was recorded.</summary>
/// <param name="TransactionId">The sender's id.</param>
/// <param name="StoreId">The store that sold.</param>
/// <param name="CustomerId">The customer; null for a guest.</param>
/// <param name="OccurredAt">With the offset of the store's time zone then.</param>
/// <param name="Kind">Of the transaction.</param>
/// <param name="Lines">As they were sent.</param>
/// <param name="Position">Where it stands in the ledger.</param>
/// <param name="Total">Sum of its lines, exact.</param>
/// <param name="RecordedAt">UTC.</param>
internal sealed record TransactionAnswer(
    string TransactionId,
    string StoreId,
    string? CustomerId,
    DateTimeOffset OccurredAt,
    [property: AllowedValues("sale", "return", "adjustment")] string Kind,
    IReadOnlyList<LineAnswer> Lines,
    string Position,
    decimal Total,
    DateTime RecordedAt)
{
    public static string PathOf(string transactionId) => Routes.Base + "/transactions/" + Uri.EscapeDataString(transactionId);

    public static TransactionAnswer Of(LedgerEntry entry) => new(
        entry.TransactionId,
        entry.StoreId,
        entry.CustomerId,
        entry.OccurredAt,
        NameOf(entry.Kind),
        Array.ConvertAll(entry.Lines, line => new LineAnswer(line.ProductId, line.Description, line.Quantity, line.UnitPrice)),
        entry.Position.ToString(),
        entry.Total,
        entry.RecordedAt);

    public static string NameOf(TransactionKind kind) => kind switch
    {
        TransactionKind.Sale => "sale",
        TransactionKind.Return => "return",
        TransactionKind.Adjustment => "adjustment",
        _ => throw new InvalidOperationException($"The ledger holds a transaction of kind {kind}."),
    };
}

/// <summary>One of its lines.</summary>
internal sealed record LineAnswer(string ProductId, string? Description, int Quantity, decimal UnitPrice);
