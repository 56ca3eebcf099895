using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Metrics;

namespace RetailGrains.Tests.Unit.Metrics;

public sealed class SalesMeterTests
{
    [Fact]
    public void Stores_beyond_the_maximum_are_counted_together()
    {
        Dictionary<string, double> gross = Read(maxStores: 2, meter =>
        {
            foreach (string store in new[] { "a", "b", "c", "d", "a" }) meter.Recorded(store, 10m, -2.5m);
        });
        Assert.Equal(new() { ["a"] = 20, ["b"] = 10, [SalesMeter.Others] = 20 }, gross);
    }

    [Fact]
    public void Without_labels_there_is_one_series() =>
        Assert.Equal(
            new() { [SalesMeter.Others] = 30 },
            Read(maxStores: 0, meter => Array.ForEach(["a", "b", "c"], store => meter.Recorded(store, 10m, 0m))));

    [Fact]
    public void Partitions_may_count_concurrently() =>
        Assert.Equal(4_000, Read(maxStores: 1, meter => Parallel.For(0, 4_000, _ => meter.Recorded("a", 1m, 0m)))["a"]);

    private static Dictionary<string, double> Read(int maxStores, Action<SalesMeter> record)
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        using var meter = new SalesMeter(factory, Options.Create(new MetricsOptions { MaxStores = maxStores }));
        record(meter);
        var gross = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "retail.sales.gross") own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => gross[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return gross;
    }
}
