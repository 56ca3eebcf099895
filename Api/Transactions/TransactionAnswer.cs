using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using RetailGrains.Access;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions.Revisions;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Api.Transactions;

/// <summary>A transaction as it was recorded.</summary>
/// <param name="TransactionId">The sender's id.</param>
/// <param name="StoreId">The store's id.</param>
/// <param name="CustomerId">The customer; null for a guest.</param>
/// <param name="OccurredAt">The time of the transaction, with the offset of the store's time zone at that time.</param>
/// <param name="Kind">The kind of the transaction.</param>
/// <param name="Lines">As they were sent.</param>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="Total">Sum of its lines, exact.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Currency">The currency that was sent, or else the store's or the chain's when it was recorded (ISO 4217); null when there
/// was none.</param>
/// <param name="Register">The till.</param>
/// <param name="Cashier">The cashier.</param>
/// <param name="Note">Free text.</param>
/// <param name="OriginalTransactionId">The sale that a return belongs to.</param>
/// <param name="TaxIncluded">The lines' amounts include their taxes.</param>
/// <param name="Payments">As they were sent.</param>
/// <param name="PaymentDifference">Payments less the amount due; null without payments.</param>
/// <param name="Source">How it was sent, such as `api`; null when that was not recorded.</param>
/// <param name="Revision">The number of this entry among those of its id, from 1.</param>
internal sealed record TransactionAnswer(
    string TransactionId,
    string StoreId,
    string? CustomerId,
    DateTimeOffset OccurredAt,
    [property: AllowedValues("sale", "return", "adjustment")] string Kind,
    IReadOnlyList<LineAnswer> Lines,
    string Position,
    decimal Total,
    DateTime RecordedAt,
    string? Currency = null,
    string? Register = null,
    string? Cashier = null,
    string? Note = null,
    string? OriginalTransactionId = null,
    bool TaxIncluded = true,
    IReadOnlyList<PaymentAnswer>? Payments = null,
    decimal? PaymentDifference = null,
    string? Source = null,
    int Revision = 1)
{
    private const string Records = "records", Annuls = "annuls";

    /// <summary>The effect of this entry on the figures: `records` adds it, `annuls` cancels it on its own day.</summary>
    [AllowedValues(Records, Annuls)]
    public string Effect { get; init; } = Records;

    /// <summary>The revision that this one takes back; null when it takes back none.</summary>
    public int? TakesBack { get; init; }

    /// <summary>Whether this entry is annulled. No figure includes it, except the times of the first and last transaction.</summary>
    public bool Annulled { get; init; }

    /// <summary>The account or client that sent it; null when that was not recorded.</summary>
    public string? Sub { get; init; }

    /// <summary>Its void; omitted in lists, and when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VoidAnswer? Void { get; init; }

    /// <summary>The returns that name it as their original, of stores that the caller may read; left out of lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReturnAnswer>? Returns { get; init; }

    /// <summary>What is left of each line after returns and voids; omitted in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftAnswer>? LeftToReturn { get; init; }

    /// <summary>For a linked return: whether it returns more than was left of the sale. Left out of lists, and if the caller cannot read
    /// the sale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ExceedsSale { get; init; }

    public static string PathOf(string transactionId) => Routes.Base + "/transactions/" + Uri.EscapeDataString(transactionId);

    public static TransactionAnswer Of(LedgerEntry entry) => new(
        entry.TransactionId,
        entry.StoreId,
        entry.CustomerId,
        entry.OccurredAt,
        NameOf(entry.Kind),
        Array.ConvertAll(entry.Lines, LineAnswer.Of),
        entry.Position.ToString(),
        entry.Total,
        entry.RecordedAt,
        entry.Currency,
        entry.Details?.Register,
        entry.Details?.Cashier,
        entry.Details?.Note,
        entry.Details?.OriginalTransactionId,
        entry.Details?.TaxExcluded != true,
        entry.Details?.Payments is { } payments ? Array.ConvertAll(payments, one => new PaymentAnswer(one.Method, one.Amount)) : null,
        entry.PaymentDifference,
        entry.Provenance?.Source,
        entry.Revision)
    {
        Effect = entry.Effect == EntryEffect.Records ? Records : Annuls,
        TakesBack = entry.Mark?.TakesBack,
        Sub = entry.Provenance?.Sub,
    };

    /// <summary>One of the entries of a transaction id.</summary>
    public static TransactionAnswer OfRevision(TransactionHistory history, LedgerEntry entry) =>
        Of(entry) with { Annulled = history.IsAnnulled(entry) };

    /// <summary>The current content of a transaction id, with its void and its returns.</summary>
    /// <param name="facts">What the ledger holds of the id; it has a history.</param>
    /// <param name="ofOriginal">The same of the sale that the transaction names as its original; null when it names none.</param>
    /// <param name="scope">
    /// The stores of the caller. Nothing is shown of linked returns of other stores, except that less is left, nor of an original that the
    /// caller may not read: the answer is the same whether it exists or not.
    /// </param>
    public static TransactionAnswer Of(RevisionFacts facts, RevisionFacts? ofOriginal, StoreScope scope)
    {
        TransactionHistory history = facts.History!;
        IReadOnlySet<Position> exceeding = facts.ExceedingReturns();
        return OfRevision(history, history.Current) with
        {
            Void = (history.Voids.FirstOrDefault() ?? facts.EarlierVoid) is { } taken ? VoidAnswer.Of(taken, history.Current) : null,
            Returns =
            [
                .. facts.Returns.Where(entry => scope.Allows(entry.StoreId))
                    .Select(entry => ReturnAnswer.Of(entry, exceeding.Contains(entry.Position))),
            ],
            LeftToReturn = LeftAnswer.Of(facts),
            ExceedsSale = ofOriginal is null ? null : ExceedsOriginal(history.Current, ofOriginal, scope),
        };
    }

    private static bool? ExceedsOriginal(LedgerEntry linked, RevisionFacts original, StoreScope scope)
    {
        if (original.History is not { } history) return scope.Stores is null ? false : null;
        return scope.Allows(history.Current.StoreId) ? original.ExceedingReturns().Contains(linked.Position) : null;
    }

    public static string NameOf(TransactionKind kind) => kind switch
    {
        TransactionKind.Sale => "sale",
        TransactionKind.Return => "return",
        TransactionKind.Adjustment => "adjustment",
        _ => throw new InvalidOperationException($"The ledger holds a transaction of kind {kind}."),
    };
}

/// <summary>One of its lines.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Description">The product's name on the receipt.</param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitPrice">The price of one unit.</param>
/// <param name="Discount">The discount on the whole line.</param>
/// <param name="Amount">The amount that was charged for the line.</param>
/// <param name="Tax">Null when none was given.</param>
/// <param name="TaxRate">In percent; null when none was given.</param>
internal sealed record LineAnswer(
    string ProductId,
    string? Description,
    decimal Quantity,
    decimal UnitPrice,
    decimal Discount,
    decimal Amount,
    decimal? Tax,
    decimal? TaxRate)
{
    public static LineAnswer Of(SaleLine line) => new(
        line.ProductId, line.Description, line.Quantity, line.UnitPrice, line.Discount, line.Amount, line.Tax, line.TaxRate);
}

/// <summary>One of its payments.</summary>
internal sealed record PaymentAnswer(string Method, decimal Amount);
