namespace RetailGrains.Figures;

/// <summary>
/// Figures of a set of ledger lines. They consist of sums, minima and maxima only, so the order of addition does not matter.
/// </summary>
/// <param name="GrossSales">Sum of quantity x unit price over the lines with a positive amount; exact.</param>
/// <param name="Reductions">Sum of quantity x unit price over the lines with a negative amount; zero or negative.</param>
/// <param name="Units">Sum of quantities.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Transactions">Number of transactions, returns and adjustments included.</param>
/// <param name="Returns">Number of transactions of kind return.</param>
/// <param name="FirstAt">UTC time of the earliest transaction; null when there is none.</param>
/// <param name="LastAt">UTC time of the latest transaction.</param>
[GenerateSerializer, Immutable, Alias("retail.Totals")]
public readonly record struct Totals(
    [property: Id(0)] decimal GrossSales,
    [property: Id(1)] decimal Reductions,
    [property: Id(2)] long Units,
    [property: Id(3)] long Lines,
    [property: Id(4)] long Transactions,
    [property: Id(5)] long Returns,
    [property: Id(6)] DateTime? FirstAt,
    [property: Id(7)] DateTime? LastAt)
{
    /// <summary>Gross sales plus reductions: the sum over all lines.</summary>
    public decimal NetRevenue => GrossSales + Reductions;

    /// <summary>Adds the figures of two sets. The sets must have no line and no transaction in common.</summary>
    public static Totals operator +(Totals a, Totals b) => new(
        a.GrossSales + b.GrossSales,
        a.Reductions + b.Reductions,
        a.Units + b.Units,
        a.Lines + b.Lines,
        a.Transactions + b.Transactions,
        a.Returns + b.Returns,
        Earlier(a.FirstAt, b.FirstAt),
        Later(a.LastAt, b.LastAt));

    /// <inheritdoc cref="op_Addition"/>
    public static Totals Add(Totals left, Totals right) => left + right;

    private static DateTime? Earlier(DateTime? a, DateTime? b) => a is null ? b : b is null || a <= b ? a : b;

    private static DateTime? Later(DateTime? a, DateTime? b) => a is null ? b : b is null || a >= b ? a : b;
}

/// <param name="Day">A day in the store's time zone.</param>
/// <param name="Totals">The figures of that day.</param>
[GenerateSerializer, Immutable, Alias("retail.DayTotals")]
public readonly record struct DayTotals([property: Id(0)] DateOnly Day, [property: Id(1)] Totals Totals);
