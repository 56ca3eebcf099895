namespace RetailGrains.Ledger;

/// <summary>One line of a receipt, identified by its ordinal in the transaction: two equal lines are two lines.</summary>
/// <remarks>
/// Most lines give a whole quantity and a price and nothing else. Such a plain line has no <see cref="Details"/>, which keeps it small.
/// A line with details sends the whole quantity 0, so that a process that does not know the details refuses the line instead of recording
/// a part of it.
/// </remarks>
[GenerateSerializer, Immutable, Alias("retail.SaleLine")]
public readonly record struct SaleLine
{
    [Id(2)]
    private readonly int _wholeQuantity;

    // Orleans serializes the parameters of a record's first constructor apart from the other members, unless these have ids: it must have
    // no other parameters, or the line is not read by earlier versions.
    private SaleLine(string productId, string? description, decimal unitPrice, LineDetails details) =>
        (ProductId, Description, UnitPrice, Details) = (productId, description, unitPrice, details);

    /// <summary>Creates a line that gives a quantity and a price only.</summary>
    public SaleLine(string productId, string? description, decimal quantity, decimal unitPrice)
    {
        (ProductId, Description, UnitPrice) = (productId, description, unitPrice);
        if (IsWhole(quantity)) _wholeQuantity = (int)quantity;
        else Details = LineDetails.Of(quantity, unitPrice);
    }

    /// <summary>Opaque, case-sensitive, 1 to 64 characters.</summary>
    [Id(0)]
    public string ProductId { get; init; }

    /// <summary>The product's name on the receipt; null when it gave none.</summary>
    [Id(1)]
    public string? Description { get; init; }

    /// <summary>Price of one unit, in the transaction's currency, with at most four decimals.</summary>
    [Id(3)]
    public decimal UnitPrice { get; init; }

    /// <summary>The fields of the line other than a whole quantity and a price; null for a plain line.</summary>
    [Id(4)]
    public LineDetails? Details { get; }

    /// <summary>Units, with at most four decimals; negative for returned goods, 0 for a note.</summary>
    public decimal Quantity
    {
        get => Details?.Quantity ?? _wholeQuantity;
        init => _wholeQuantity = Details is null && IsWhole(value) ? (int)value : throw NotPlain();
    }

    /// <summary>The quantity of a plain line.</summary>
    public int WholeQuantity => _wholeQuantity;

    /// <summary>What was charged for the line, exact.</summary>
    public decimal Amount => Details is { } details ? details.Amount : _wholeQuantity * UnitPrice;

    /// <summary>What was taken off the whole line; above zero for a lower price, also on a return.</summary>
    public decimal Discount => Details?.Discount ?? 0;

    /// <summary>The tax, with the sign of <see cref="Amount"/>; null when the sender gave none.</summary>
    public decimal? Tax => Details?.Tax;

    /// <summary>The tax rate in percent; null when the sender gave none.</summary>
    public decimal? TaxRate => Details?.TaxRate;

    /// <summary>
    /// Creates a line from everything that a sender may give. The amount is the given one, or else the quantity times the price, less the
    /// discount. An amount without a discount has the difference as its discount. Lines with the same values are equal, however they were
    /// given.
    /// </summary>
    public static SaleLine Of(
        string productId,
        string? description,
        decimal quantity,
        decimal unitPrice,
        decimal? discount,
        decimal? amount,
        decimal? tax,
        decimal? taxRate)
    {
        var details = LineDetails.Of(quantity, unitPrice, discount, amount, tax, taxRate);
        return details.IsPlain(unitPrice) && IsWhole(quantity)
            ? new SaleLine(productId, description, quantity, unitPrice)
            : new SaleLine(productId, description, unitPrice, details);
    }

    /// <summary>Creates a line from what the ledger holds.</summary>
    public static SaleLine OfRecorded(string productId, string? description, decimal unitPrice, LineDetails details) =>
        Of(productId, description, details.Quantity, unitPrice, details.Discount, details.Amount, details.Tax, details.TaxRate);

    /// <summary>Returns the line that takes this one back, with the same price, discount and tax rate.</summary>
    public SaleLine Negated() => Details is { } details
        ? new SaleLine(ProductId, Description, UnitPrice, details.Negated())
        : this with { Quantity = -_wholeQuantity };

    /// <summary>Returns whether both lines have the same content. An empty description equals null.</summary>
    public bool HasContentOf(in SaleLine other) =>
        ProductId == other.ProductId
        && _wholeQuantity == other._wholeQuantity
        && UnitPrice == other.UnitPrice
        && (Description ?? string.Empty) == (other.Description ?? string.Empty)
        && Details == other.Details;

    /// <summary>Returns whether both lists have the same content, in the same order.</summary>
    public static bool HaveSameContent(ReadOnlySpan<SaleLine> some, ReadOnlySpan<SaleLine> others)
    {
        if (some.Length != others.Length) return false;
        for (int i = 0; i < some.Length; i++)
        {
            if (!some[i].HasContentOf(others[i])) return false;
        }

        return true;
    }

    private static bool IsWhole(decimal quantity) =>
        quantity is >= int.MinValue and <= int.MaxValue && decimal.Truncate(quantity) == quantity;

    private static InvalidOperationException NotPlain() =>
        new("Only the whole quantity of a plain line can be replaced; create another line.");
}
