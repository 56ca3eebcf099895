using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using RetailGrains.Metrics;

namespace RetailGrains.Ledger;

/// <summary>The sales of one store, as counters. Partitions add to it at the same time.</summary>
internal sealed class StoreSales(string label)
{
    private readonly Lock _lock = new();
    private long _transactions;
    private decimal _gross;
    private decimal _reductions;

    /// <summary>The store's id, or the name that stands for several stores.</summary>
    public KeyValuePair<string, object?> Label { get; } = "store".Tag(label);

    public void Add(decimal gross, decimal reductions)
    {
        lock (_lock)
        {
            _transactions++;
            _gross += gross;
            _reductions += reductions;
        }
    }

    public (long Transactions, decimal Gross, decimal Reductions) Read()
    {
        lock (_lock) return (_transactions, _gross, _reductions);
    }
}

/// <summary>
/// The metrics of sales: meter <c>RetailGrains.Sales</c>. docs/metrics.md describes them. They show trends; exact figures are in the API. A
/// store's id is a label only of the first stores, so that their number is bounded.
/// </summary>
internal sealed class SalesMeter : IDisposable
{
    public const string Name = "RetailGrains.Sales";

    /// <summary>The label of all stores without their own series.</summary>
    public const string Others = "other";

    private readonly Meter _meter;
    private readonly int _maxStores;
    private readonly StoreSales _others = new(Others);
    private readonly ConcurrentDictionary<string, StoreSales> _stores = new(StringComparer.Ordinal);

    public SalesMeter(IMeterFactory meters, IOptions<MetricsOptions> options)
    {
        (_meter, _maxStores) = (meters.Create(Name), options.Value.MaxStores);
        _meter.CreateObservableCounter(
            "retail.sales.transactions", () => Of(sales => sales.Read().Transactions), "{transaction}", "Transactions recorded.");
        _meter.CreateObservableCounter(
            "retail.sales.gross",
            () => Of(sales => (double)sales.Read().Gross),
            unit: null,
            "Sum of amounts above zero of recorded transactions.");
        _meter.CreateObservableCounter(
            "retail.sales.reductions",
            () => Of(sales => (double)sales.Read().Reductions),
            unit: null,
            "Sum of amounts below zero of recorded transactions, as a positive number.");
    }

    /// <summary>A transaction was recorded.</summary>
    /// <param name="storeId">Its store.</param>
    /// <param name="gross">The sum of its amounts above zero.</param>
    /// <param name="reductions">The sum of its amounts below zero: not positive.</param>
    public void Recorded(string storeId, decimal gross, decimal reductions) => StoreOf(storeId).Add(gross, -reductions);

    public void Dispose() => _meter.Dispose();

    private StoreSales StoreOf(string storeId)
    {
        if (_stores.TryGetValue(storeId, out StoreSales? sales)) return sales;
        // Concurrent first sales may exceed the maximum by a few stores.
        if (_stores.Count < _maxStores) return _stores.GetOrAdd(storeId, static id => new StoreSales(id));
        // The store may have been added since.
        return _stores.TryGetValue(storeId, out sales) ? sales : _others;
    }

    private IEnumerable<Measurement<T>> Of<T>(Func<StoreSales, T> value)
        where T : struct => _stores.Values.Append(_others).Select(sales => new Measurement<T>(value(sales), sales.Label));
}
