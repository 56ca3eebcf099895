using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>
/// The values of the columns that a file may have for a whole receipt, as texts. The first row of a receipt gives them; later rows repeat
/// them or leave them empty.
/// </summary>
internal sealed class ReceiptFields
{
    /// <summary>The first of these columns; the others follow it.</summary>
    private const CsvColumn First = CsvColumn.Kind;
    private const int Count = CsvColumn.Payments - First + 1;

    private readonly string?[] _texts = new string?[Count];

    /// <summary>The columns.</summary>
    public static IEnumerable<CsvColumn> Columns => Enumerable.Range((int)First, Count).Select(column => (CsvColumn)column);

    /// <summary>A column's value; null when its field is empty.</summary>
    public string? this[CsvColumn column]
    {
        get => _texts[column - First];
        set => _texts[column - First] = value;
    }

    /// <summary>An estimate of the memory.</summary>
    public long Bytes => ImportMemory.OfTexts(_texts);

    /// <summary>The kind; null when the file does not give it.</summary>
    public TransactionKind? Kind => this[CsvColumn.Kind] is { } name ? KindOf(name) : null;

    /// <summary>The details; null when the file gives none.</summary>
    public SaleDetails? Details => new SaleDetails(
        this[CsvColumn.Register],
        this[CsvColumn.Cashier],
        this[CsvColumn.Note],
        this[CsvColumn.Original],
        IsTrue(this[CsvColumn.TaxIncluded]) == false,
        this[CsvColumn.Payments] is { } text ? PaymentText.Read(text, out _) : null).OrNull();

    /// <summary>Returns whether the values of a column are ids.</summary>
    public static bool IsId(CsvColumn column) => column is CsvColumn.Register or CsvColumn.Cashier or CsvColumn.Original;

    /// <summary>Validates the value of a column; returns an error or null.</summary>
    public static string? ProblemOf(CsvColumn column, string value) => column switch
    {
        CsvColumn.Kind => KindOf(value) is null ? "must be sale, return or adjustment" : null,
        CsvColumn.Currency => TransactionRules.Currency(value),
        CsvColumn.Note => TransactionRules.Text(value),
        CsvColumn.TaxIncluded => IsTrue(value) is null ? "must be true or false" : null,
        CsvColumn.Payments => PaymentText.Read(value, out string? problem) is null ? problem : null,
        _ => TransactionRules.Id(value),
    };

    /// <summary>
    /// Returns a column that this row gives and that the receipt's first row does not give alike; null when there is none.
    /// </summary>
    public CsvColumn? DisagreementWith(ReceiptFields? first)
    {
        foreach (CsvColumn column in Columns)
            if (this[column] is { } value && !string.Equals(value, first?[column], ComparisonOf(column))) return column;
        return null;
    }

    private static StringComparison ComparisonOf(CsvColumn column) =>
        column is CsvColumn.Kind or CsvColumn.TaxIncluded ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static TransactionKind? KindOf(string name) => name.ToUpperInvariant() switch
    {
        "SALE" => TransactionKind.Sale,
        "RETURN" => TransactionKind.Return,
        "ADJUSTMENT" => TransactionKind.Adjustment,
        _ => null,
    };

    private static bool? IsTrue(string? text) => text?.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => null,
    };
}
