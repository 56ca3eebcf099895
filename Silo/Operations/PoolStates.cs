using System.Diagnostics.Metrics;
using RetailGrains.Operations;

namespace RetailGrains.Silo.Operations;

/// <summary>Reads the state of Npgsql's pools of connections, which only its metrics reveal.</summary>
internal static class PoolStates
{
    private const string Count = "db.client.connection.count", Max = "db.client.connection.max";
    private const string PoolName = "db.client.connection.pool.name", State = "db.client.connection.state";

    public static PoolState[] Read()
    {
        var pools = new SortedDictionary<string, PoolState>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: Count or Max, IsObservable: true }) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(pools, instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(pools, instrument.Name, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. pools.Values];
    }

    private static void Add(
        SortedDictionary<string, PoolState> pools, string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = ValueOf(tags, PoolName);
        PoolState pool = pools.GetValueOrDefault(name) ?? new PoolState(name, 0, 0, 0);
        pools[name] = (instrument, ValueOf(tags, State)) switch
        {
            (Max, _) => pool with { Max = pool.Max + value },
            (_, "idle") => pool with { Idle = pool.Idle + value },
            _ => pool with { Used = pool.Used + value },
        };
    }

    private static string ValueOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach ((string tag, object? value) in tags)
            if (tag == name) return value?.ToString() ?? "";
        return "";
    }
}
