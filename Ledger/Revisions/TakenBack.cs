namespace RetailGrains.Ledger.Revisions;

/// <summary>
/// Orders the voids and linked returns of a transaction by the time at which they took effect. A return and a void of its sale can be
/// recorded at the same time in two partitions. The void then does not include the return, even if the return has the earlier time. Such a
/// return is ordered after the void, and therefore exceeds the sale. Pure.
/// </summary>
internal sealed class TakenBack
{
    private readonly Dictionary<Side, Rest> _remainders = [];
    private readonly List<LedgerEntry> _order = [];

    private TakenBack(LedgerEntry sold)
    {
        foreach ((Side side, LineRemainder part) in Array.ConvertAll(sold.Lines, PartOf))
            _remainders[side] = _remainders.GetValueOrDefault(side).Plus(part);
    }

    /// <summary>Returns the voids and the linked returns of a transaction in their order.</summary>
    /// <param name="sold">The transaction.</param>
    /// <param name="voids">The voids, in the order in which they were recorded.</param>
    /// <param name="returns">The linked returns, in the order in which they were recorded.</param>
    public static IReadOnlyList<LedgerEntry> InOrder(
        LedgerEntry sold, IEnumerable<LedgerEntry> voids, IEnumerable<LedgerEntry> returns)
    {
        var taken = new TakenBack(sold);
        List<LedgerEntry> open = [.. returns];
        foreach (LedgerEntry one in voids)
        {
            Dictionary<Side, Rest> wanted = SumOf(one);
            List<LedgerEntry> unseen = [];
            foreach (LedgerEntry next in open)
            {
                if (next.RecordedAt <= one.RecordedAt && taken.CanPrecede(next, wanted)) taken.Add(next);
                else unseen.Add(next);
            }

            taken.Add(one);
            open = unseen;
        }

        foreach (LedgerEntry one in open) taken.Add(one);
        return taken._order;
    }

    /// <summary>
    /// Returns whether a void may have included a return: after the return, at least as much of each product remains as the void took back.
    /// </summary>
    private bool CanPrecede(LedgerEntry returned, Dictionary<Side, Rest> wanted)
    {
        Dictionary<Side, Rest> after = [];
        foreach ((Side side, LineRemainder part) in PartsOf(returned))
            after[side] = (after.TryGetValue(side, out Rest before) ? before : _remainders.GetValueOrDefault(side)).Less(part);
        return after.All(one => one.Value.Covers(wanted.GetValueOrDefault(one.Key)));
    }

    private void Add(LedgerEntry taken)
    {
        _order.Add(taken);
        foreach ((Side side, LineRemainder part) in PartsOf(taken)) _remainders[side] = _remainders.GetValueOrDefault(side).Less(part);
    }

    private static Dictionary<Side, Rest> SumOf(LedgerEntry taken)
    {
        Dictionary<Side, Rest> sums = [];
        foreach ((Side side, LineRemainder part) in PartsOf(taken)) sums[side] = sums.GetValueOrDefault(side).Plus(part);
        return sums;
    }

    /// <summary>An annulment has the lines that it takes back, and a return has them negated.</summary>
    private static IEnumerable<(Side Side, LineRemainder Part)> PartsOf(LedgerEntry taken) =>
        taken.Lines.Select(line => PartOf(taken.Effect == EntryEffect.Records ? line.Negated() : line));

    /// <summary>
    /// Goods and money that a receipt took back also count as positive. A line whose discount exceeds its price has a negative amount on
    /// either side.
    /// </summary>
    private static (Side Side, LineRemainder Part) PartOf(SaleLine line)
    {
        bool isReturned = line.Quantity < 0 || (line.Quantity == 0 && line.Amount < 0);
        return (new Side(line.ProductId, isReturned), LineRemainder.Of(isReturned ? line.Negated() : line));
    }

    /// <summary>Goods that a receipt took back are counted separately from those that it sold.</summary>
    private readonly record struct Side(string ProductId, bool IsReturned);

    /// <summary>The remainder of a product. Tills round refunds by up to a cent per unit.</summary>
    private readonly record struct Rest(decimal Quantity, decimal Amount, decimal Rounding)
    {
        private const decimal Tolerance = 0.01m;

        public Rest Plus(in LineRemainder part) =>
            this with { Quantity = Quantity + part.Quantity, Amount = Amount + part.Amount };

        public Rest Less(in LineRemainder part) => new(
            Quantity - part.Quantity,
            Amount - part.Amount,
            Rounding + (Tolerance * Math.Max(1, part.Quantity)));

        public bool Covers(in Rest wanted) =>
            wanted.Quantity <= Math.Max(0, Quantity)
            && (wanted.Amount <= 0 || wanted.Amount <= Math.Max(0, Amount) + Rounding);
    }
}
