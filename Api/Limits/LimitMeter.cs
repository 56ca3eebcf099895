using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Api.Limits;

/// <summary>The limits that can refuse a request.</summary>
internal enum Limit
{
    /// <summary>Requests per second of a caller.</summary>
    Rate,

    /// <summary>Concurrent uploads of a caller.</summary>
    Uploads,

    /// <summary>Concurrent downloads of a caller.</summary>
    Downloads,

    /// <summary>Concurrent queries of a caller or of the process.</summary>
    Queries,

    /// <summary>Memory for bodies.</summary>
    Bodies,

    /// <summary>Memory for answers.</summary>
    Answers,

    /// <summary>Connections of an address.</summary>
    Connections,
}

/// <summary>The metrics of limits: meter <c>RetailGrains.Limits</c>. docs/metrics.md describes them.</summary>
internal sealed class LimitMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Limits";

    private static readonly KeyValuePair<string, object?>[] Limits =
        [.. Enum.GetNames<Limit>().Select(name => new KeyValuePair<string, object?>("limit", name.ToLowerInvariant()))];

    private readonly Meter _meter;
    private readonly Counter<long> _refusals;

    public LimitMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _refusals = _meter.CreateCounter<long>("retail.limit.refusals", "{request}", "Requests and connections refused by a limit.");
    }

    public void Seed()
    {
        foreach (KeyValuePair<string, object?> limit in Limits) _refusals.Add(0, limit);
    }

    /// <summary>A limit has refused a request.</summary>
    public void Refused(Limit limit) => _refusals.Add(1, Limits[(int)limit]);

    public void Dispose() => _meter.Dispose();
}
