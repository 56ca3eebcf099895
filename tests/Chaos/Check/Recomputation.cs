using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Every figure, computed from the ledger's rows with decimals.</summary>
internal sealed class Recomputation
{
    private Recomputation()
    {
    }

    public Figures Chain { get; private set; }

    public Figures Guest { get; private set; }

    public SortedDictionary<DateOnly, Figures> ChainDays { get; } = [];

    /// <summary>By kind of entity.</summary>
    public IReadOnlyDictionary<string, EntityFigures> Entities { get; } =
        new Dictionary<string, EntityFigures> { ["store"] = new(), ["product"] = new(), ["customer"] = new() };

    public static Recomputation Of(IEnumerable<LedgerRow> rows)
    {
        var all = new Recomputation();
        foreach (LedgerRow row in rows) all.Add(row);
        return all;
    }

    private void Add(LedgerRow row)
    {
        Sale sale = row.Sale;
        Chain = Chain.With(row, sale.Lines);
        ChainDays[row.Day] = ChainDays.GetValueOrDefault(row.Day).With(row, sale.Lines);
        Entities["store"].Add(sale.StoreId, row, sale.Lines);
        if (sale.CustomerId is null) Guest = Guest.With(row, sale.Lines);
        else Entities["customer"].Add(sale.CustomerId, row, sale.Lines);
        foreach (IGrouping<string, SaleLine> product in sale.Lines.GroupBy(line => line.ProductId, StringComparer.Ordinal))
            Entities["product"].Add(product.Key, row, product);
    }
}

/// <summary>Figures of all stores, all products or all customers.</summary>
internal sealed class EntityFigures
{
    private readonly Dictionary<string, Figures> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, DateOnly Day), Figures> _days = [];

    public IReadOnlyDictionary<string, Figures> Totals => _totals;

    public IReadOnlyDictionary<(string Id, DateOnly Day), Figures> Days => _days;

    public void Add(string id, LedgerRow row, IEnumerable<SaleLine> lines)
    {
        _totals[id] = _totals.GetValueOrDefault(id).With(row, lines);
        _days[(id, row.Day)] = _days.GetValueOrDefault((id, row.Day)).With(row, lines);
    }
}
