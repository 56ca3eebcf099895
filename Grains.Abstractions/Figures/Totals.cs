namespace RetailGrains.Figures;

/// <summary>
/// Figures of a set of ledger lines. They consist of sums, minima and maxima only, so the order of addition does not matter. Amounts of
/// different currencies are never added: figures of several currencies have one part for each, and no amounts themselves.
/// </summary>
/// <remarks>Figures of one currency are added without an allocation: every entity adds them for every transaction.</remarks>
/// <param name="GrossSales">Sum of the amounts of the lines above zero; exact. Zero when there are several currencies.</param>
/// <param name="Reductions">Sum of the amounts of the lines below zero; zero or negative. Zero when there are several currencies.</param>
/// <param name="WholeUnits">Sum of quantities, rounded down to whole units; <see cref="Units"/> is exact.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Transactions">Number of transactions, returns and adjustments included.</param>
/// <param name="Returns">Number of transactions of kind return.</param>
/// <param name="FirstAt">UTC time of the earliest transaction; null when there is none.</param>
/// <param name="LastAt">UTC time of the latest transaction.</param>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("retail.Totals")]
public readonly record struct Totals(
    [property: Id(0)] decimal GrossSales,
    [property: Id(1)] decimal Reductions,
    [property: Id(2)] long WholeUnits,
    [property: Id(3)] long Lines,
    [property: Id(4)] long Transactions,
    [property: Id(5)] long Returns,
    [property: Id(6)] DateTime? FirstAt,
    [property: Id(7)] DateTime? LastAt)
{
    private const int PartsOfUnit = 10_000;

    /// <summary>The currency of the amounts; null when it is not known, or when there are several.</summary>
    [Id(8)]
    public string? Currency { get; init; }

    /// <summary>The part of a unit, from 0 to 9,999 ten-thousandths, that <see cref="WholeUnits"/> leaves out.</summary>
    [Id(9)]
    public int UnitParts { get; init; }

    /// <summary>Sum of the discounts, less those of returned goods. Zero when there are several currencies.</summary>
    [Id(10)]
    public decimal Discounts { get; init; }

    /// <summary>Sum of the taxes. Zero when there are several currencies.</summary>
    [Id(11)]
    public decimal Tax { get; init; }

    /// <summary>The part of <see cref="Tax"/> that the amounts include.</summary>
    [Id(12)]
    public decimal IncludedTax { get; init; }

    /// <summary>One part for each currency, by code, the unknown one first; null when there is one currency at most.</summary>
    [Id(13)]
    public Totals[]? Parts { get; init; }

    /// <summary>Gross sales plus reductions: the sum over all lines.</summary>
    public decimal NetRevenue => GrossSales + Reductions;

    /// <summary>Net revenue without the taxes that it includes.</summary>
    public decimal NetRevenueExTax => NetRevenue - IncludedTax;

    /// <summary>Sum of quantities, exact.</summary>
    public decimal Units => UnitParts == 0 ? WholeUnits : WholeUnits + ((decimal)UnitParts / PartsOfUnit);

    /// <summary>There are several currencies, so there are no amounts.</summary>
    public bool IsMixed => Parts is not null;

    /// <summary>No transaction was ever recorded.</summary>
    public bool IsEmpty => FirstAt is null;

    /// <summary>The figures are those of no transaction, because what was recorded is annulled.</summary>
    public bool IsZero => Transactions == 0 && Lines == 0 && Returns == 0 && WholeUnits == 0 && UnitParts == 0
        && GrossSales == 0 && Reductions == 0 && Discounts == 0 && Tax == 0 && IncludedTax == 0;

    /// <summary>Returns the figures with another number of units.</summary>
    public Totals WithUnits(decimal units)
    {
        decimal whole = decimal.Floor(units);
        return this with { WholeUnits = (long)whole, UnitParts = (int)((units - whole) * PartsOfUnit) };
    }

    /// <summary>Adds the figures of two sets. The sets must have no line and no transaction in common.</summary>
    public static Totals operator +(in Totals a, in Totals b)
    {
        if (a.Parts is null && b.Parts is null && (a.Currency == b.Currency || a.IsEmpty || b.IsEmpty)) return AddAmounts(a, b);
        return Mix(a, b);
    }

    /// <inheritdoc cref="op_Addition"/>
    public static Totals Add(in Totals left, in Totals right) => left + right;

    /// <summary>Returns the parts of the figures: one for each currency, none when there is no transaction.</summary>
    public Totals[] ByCurrency() => Parts ?? (IsEmpty ? [] : [this]);

    /// <summary>Returns the figures with parts of several currencies.</summary>
    public static Totals OfParts(IEnumerable<Totals> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Totals sum = default;
        foreach (Totals part in parts) sum += part;
        return sum;
    }

    /// <summary>Compares by value, the parts too.</summary>
    public bool Equals(Totals other) =>
        GrossSales == other.GrossSales && Reductions == other.Reductions
        && WholeUnits == other.WholeUnits && UnitParts == other.UnitParts
        && Lines == other.Lines && Transactions == other.Transactions && Returns == other.Returns
        && FirstAt == other.FirstAt && LastAt == other.LastAt
        && Currency == other.Currency
        && Discounts == other.Discounts && Tax == other.Tax && IncludedTax == other.IncludedTax
        && Parts.AsSpan().SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GrossSales, Reductions, WholeUnits, Lines, Transactions, FirstAt, LastAt,
        Currency);

    private static Totals AddAmounts(in Totals a, in Totals b)
    {
        int unitParts = a.UnitParts + b.UnitParts;
        int carry = unitParts >= PartsOfUnit ? 1 : 0;
        return new Totals(
            a.GrossSales + b.GrossSales,
            a.Reductions + b.Reductions,
            a.WholeUnits + b.WholeUnits + carry,
            a.Lines + b.Lines,
            a.Transactions + b.Transactions,
            a.Returns + b.Returns,
            Earlier(a.FirstAt, b.FirstAt),
            Later(a.LastAt, b.LastAt))
        {
            Currency = a.IsEmpty ? b.Currency : a.Currency,
            UnitParts = unitParts - (carry * PartsOfUnit),
            Discounts = a.Discounts + b.Discounts,
            Tax = a.Tax + b.Tax,
            IncludedTax = a.IncludedTax + b.IncludedTax,
        };
    }

    /// <summary>Adds figures of several currencies: the counts of all, and the amounts of each currency.</summary>
    private static Totals Mix(in Totals a, in Totals b)
    {
        Totals[] left = a.ByCurrency(), right = b.ByCurrency();
        var parts = new List<Totals>(left.Length + right.Length);
        for (int i = 0, k = 0; i < left.Length || k < right.Length;)
        {
            int order = i == left.Length ? 1 : k == right.Length ? -1 : string.CompareOrdinal(left[i].Currency, right[k].Currency);
            if (order == 0) parts.Add(AddAmounts(left[i++], right[k++]));
            else parts.Add(order < 0 ? left[i++] : right[k++]);
        }

        return AddAmounts(a, b) with
        {
            GrossSales = 0,
            Reductions = 0,
            Currency = null,
            Discounts = 0,
            Tax = 0,
            IncludedTax = 0,
            Parts = [.. parts],
        };
    }

    private static DateTime? Earlier(DateTime? a, DateTime? b) => a is null ? b : b is null || a <= b ? a : b;

    private static DateTime? Later(DateTime? a, DateTime? b) => a is null ? b : b is null || a >= b ? a : b;
}

/// <param name="Day">A day in the store's time zone.</param>
/// <param name="Totals">The figures of that day.</param>
[GenerateSerializer, Immutable, Alias("retail.DayTotals")]
public readonly record struct DayTotals([property: Id(0)] DateOnly Day, [property: Id(1)] Totals Totals);
