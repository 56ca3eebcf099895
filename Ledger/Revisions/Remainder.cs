namespace RetailGrains.Ledger.Revisions;

/// <summary>
/// Computes what returns and voids have left of an entry, line by line: quantity, amount, discount and tax. A returned line is matched with
/// recorded lines of the same product: those that were charged most like the refund first, then in the order of the receipt. Pure.
/// </summary>
public sealed class Remainder
{
    /// <summary>Tills round refunds: a cent per unit beyond what was charged is no excess.</summary>
    private const decimal Tolerance = 0.01m;

    private readonly SaleLine[] _recorded;
    private readonly LineRemainder[] _remainders;

    /// <summary>
    /// By product: its lines. A sale has up to 5,000 lines, and so has each of 500 returns, which anyone who may send can link to it.
    /// </summary>
    private readonly ILookup<string, int> _linesOf;

    /// <summary>Creates the remainder of an entry of which nothing is taken back yet.</summary>
    public Remainder(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _recorded = entry.Lines;
        _remainders = Array.ConvertAll(_recorded, line => LineRemainder.Of(line));
        _linesOf = _recorded.Select((line, i) => (line.ProductId, i)).ToLookup(one => one.ProductId, one => one.i, StringComparer.Ordinal);
    }

    /// <summary>Everything was taken back.</summary>
    public bool IsNothing => Array.TrueForAll(Lines, line => IsEmpty(line));

    /// <summary>The recorded lines, in order, each with what is left of it, which may be nothing.</summary>
    public SaleLine[] Lines => [.. _recorded.Select((line, i) => _remainders[i].LeftOf(line))];

    /// <summary>Returns whether a line moves neither goods nor money.</summary>
    public static bool IsEmpty(in SaleLine line) => line is { Quantity: 0, Amount: 0, Tax: null or 0 };

    /// <summary>Takes back what another entry has taken back: an annulment of this entry, or a return.</summary>
    /// <returns>True when the entry takes back more than was left.</returns>
    public bool TakeBack(LedgerEntry taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        bool exceeds = false;
        for (int i = 0; i < taken.Lines.Length; i++)
        {
            if (taken.Effect == EntryEffect.Records) exceeds |= TakeReturned(taken.Lines[i]);
            else if (i < _remainders.Length) Take(i, LineRemainder.Of(taken.Lines[i]));
        }

        return exceeds;
    }

    private void Take(int line, in LineRemainder part) =>
        _remainders[line] = _remainders[line].Without(part, LineRemainder.Of(_recorded[line]));

    private bool TakeReturned(in SaleLine returned)
    {
        var open = LineRemainder.Of(returned.Negated());
        bool exceeds = false;
        foreach (int i in CandidatesFor(returned))
        {
            LineRemainder part = open.Split(_remainders[i].Quantity);
            exceeds |= (_remainders[i] - part).IsBeyond(_recorded[i], Tolerance);
            Take(i, part);
            open -= part;
            if (open.Quantity == 0) return exceeds;
        }

        return exceeds || open.Quantity != 0 || open.Amount != 0;
    }

    /// <summary>
    /// Lines of the product of which something is left: the one that was charged most like the refund first. A line that returns no
    /// quantity, such as a refund of a part of the price or of a tax, is taken from the first one.
    /// </summary>
    private IEnumerable<int> CandidatesFor(SaleLine returned)
    {
        var taken = LineRemainder.Of(returned.Negated());
        return _linesOf[returned.ProductId].Where(i => _remainders[i].HasSideOf(taken))
            .OrderBy(i => taken.Quantity == 0 ? 0 : Math.Abs(PerUnit(_recorded[i]) - PerUnit(returned)));
    }

    private static decimal PerUnit(in SaleLine line) => line.Amount / line.Quantity;
}
