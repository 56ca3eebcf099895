using System.Globalization;
using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Platform;

namespace RetailGrains.WebConsole.Transactions.Corrections;

/// <summary>A line of the form.</summary>
/// <param name="Recorded">The place of the recorded line, from 0; empty for a new line.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Description">Its name on the receipt.</param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitPrice">Of one unit.</param>
/// <param name="Discount">Taken off the whole line.</param>
/// <param name="Tax">An amount.</param>
/// <param name="IsRemoved">Whether the line is left out.</param>
public sealed record DraftLine(
    string Recorded,
    string ProductId,
    string Description,
    string Quantity,
    string UnitPrice,
    string Discount,
    string Tax,
    bool IsRemoved = false)
{
    /// <summary>A row for a further line.</summary>
    public static DraftLine Empty { get; } = new("", "", "", "", "", "", "");

    public bool IsEmpty => ProductId.Length == 0 && Quantity.Length == 0 && UnitPrice.Length == 0;

    public static DraftLine Of(Line line, int index)
    {
        return new DraftLine(
            index.ToString(CultureInfo.InvariantCulture),
            line.ProductId,
            line.Description ?? "",
            ExactNumber.Plain(line.Quantity),
            ExactNumber.Plain(line.UnitPrice),
            line.Discount == 0 ? "" : ExactNumber.Plain(line.Discount),
            line.Tax is { } tax ? ExactNumber.Plain(tax) : "");
    }

    /// <summary>All lines of a sent form: each row has every field.</summary>
    public static IReadOnlyList<DraftLine> Of(IFormCollection form)
    {
        HashSet<string?> removed = [.. form["remove"]];
        return
        [
            .. form["productId"].Select((_, row) => new DraftLine(
                Field("line", row), Field("productId", row), Field("description", row), Field("quantity", row), Field("unitPrice", row),
                Field("discount", row), Field("tax", row), removed.Contains(row.ToString(CultureInfo.InvariantCulture)))),
        ];

        string Field(string name, int row) => form[name].ElementAtOrDefault(row)?.Trim() ?? "";
    }

    /// <summary>Null for a line that is removed or empty.</summary>
    /// <param name="number">The number of the row, for messages.</param>
    /// <param name="recorded">The recorded lines.</param>
    public NewTransactionLine? ToLine(int number, IReadOnlyList<Line> recorded)
    {
        if (IsRemoved || IsEmpty) return null;
        if (ProductId.Length == 0) throw new FieldException($"Line {number} needs a product.");
        (decimal quantity, decimal unitPrice) = (Number("quantity", Quantity, number), Number("unit price", UnitPrice, number));
        decimal discount = Discount.Length == 0 ? 0 : Number("discount", Discount, number);
        Line? before = BeforeIn(recorded);
        bool isSamePrice = before is not null
            && (before.Quantity, before.UnitPrice, before.Discount) == (quantity, unitPrice, discount);
        return new NewTransactionLine
        {
            ProductId = ProductId,
            Description = CorrectionDraft.OrNull(Description),
            Quantity = quantity,
            UnitPrice = unitPrice,
            Discount = discount == 0 ? null : discount,
            // A till may have rounded the amount; after a change the API computes it.
            Amount = isSamePrice ? before!.Amount : null,
            Tax = Tax.Length == 0 ? null : Number("tax", Tax, number),
            TaxRate = before?.TaxRate,
        };
    }

    private static decimal Number(string field, string text, int number) =>
        decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : throw new FieldException($"Line {number}: the {field} must be a number with a decimal point, such as 2.55.");

    private Line? BeforeIn(IReadOnlyList<Line> recorded) =>
        int.TryParse(Recorded, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < recorded.Count
            ? recorded[index]
            : null;
}
