namespace RetailGrains.Ledger.Revisions;

/// <summary>A part of a line: what is left of it, or what is taken back of it.</summary>
internal readonly record struct LineRemainder(decimal Quantity, decimal Amount, decimal Discount, decimal Tax)
{
    /// <summary>Returns the whole line. A discount has the sign of its quantity, so without a quantity there is none.</summary>
    public static LineRemainder Of(in SaleLine line) =>
        new(line.Quantity, line.Amount, line.Quantity == 0 ? 0 : line.Discount, line.Tax ?? 0);

    public static LineRemainder operator -(LineRemainder a, LineRemainder b) =>
        new(a.Quantity - b.Quantity, a.Amount - b.Amount, a.Discount - b.Discount, a.Tax - b.Tax);

    /// <summary>
    /// Returns what is left after a part was taken back: never more than before. A refund whose sign is not that of the line, such as of
    /// goods that were discounted below zero, would otherwise leave more, and voids would take back more than was recorded.
    /// </summary>
    public LineRemainder Without(in LineRemainder part, in LineRemainder whole) => new(
        Lesser(Quantity, part.Quantity, whole.Quantity),
        Lesser(Amount, part.Amount, whole.Amount),
        Lesser(Discount, part.Discount, whole.Discount),
        Lesser(Tax, part.Tax, whole.Tax));

    /// <summary>
    /// Returns the part that fits into a line of which this quantity is left. The last part of a line is everything that earlier parts have
    /// left, so that no rounding is lost.
    /// </summary>
    public LineRemainder Split(decimal fitting)
    {
        if (Quantity == 0 || Math.Abs(Quantity) <= Math.Abs(fitting)) return this;
        return new LineRemainder(fitting, Share(Amount, fitting), Share(Discount, fitting), Share(Tax, fitting));
    }

    /// <summary>Returns whether something of another part's kind and sign is left: goods, or else money, or else tax.</summary>
    public bool HasSideOf(in LineRemainder other) =>
        other.Quantity != 0 ? Quantity * other.Quantity > 0
        : other.Amount != 0 ? Amount * other.Amount > 0
        : Tax * other.Tax > 0;

    /// <summary>
    /// More money was taken back than the line was charged with. For goods that were discounted below zero it is also too much if more is
    /// left than the whole: their customer was paid, and is paid again.
    /// </summary>
    public bool IsBeyond(in SaleLine recorded, decimal tolerance)
    {
        decimal rounding = tolerance * Math.Max(1, Math.Abs(recorded.Quantity));
        if (IsOpposite(Amount, recorded.Amount)) return Math.Abs(Amount) > rounding;
        return recorded.Quantity * recorded.Amount < 0 && Math.Abs(Amount) - Math.Abs(recorded.Amount) > rounding;
    }

    /// <summary>
    /// Returns the line with what is left of it. Each value stays between zero and the recorded value, whatever a return contains, so that
    /// the parts that are taken back in several steps add up to the whole.
    /// </summary>
    public SaleLine LeftOf(in SaleLine line) => this == Of(line)
        ? line
        : SaleLine.Of(
            line.ProductId,
            line.Description,
            Quantity,
            line.UnitPrice,
            Quantity == 0 ? 0 : Within(line.Discount, Discount),
            Within(line.Amount, Amount),
            line.Tax is { } tax ? Within(tax, Tax) : null,
            line.TaxRate);

    private static decimal Lesser(decimal rest, decimal part, decimal whole) =>
        whole < 0 ? Math.Max(rest - part, rest) : Math.Min(rest - part, rest);

    private static decimal Within(decimal whole, decimal rest) => Math.Clamp(rest, Math.Min(whole, 0), Math.Max(whole, 0));

    private decimal Share(decimal whole, decimal part) => decimal.Round(whole * part / Quantity, TransactionRules.MaxDecimals);

    private static bool IsOpposite(decimal rest, decimal whole) => whole < 0 ? rest > 0 : rest < 0;
}
