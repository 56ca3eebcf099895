using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Api.Caching;

/// <summary>The metrics of cached lists: meter <c>RetailGrains.Caching</c>. docs/metrics.md describes them.</summary>
internal sealed class CacheMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Caching";

    private static readonly KeyValuePair<string, object?>
        Hit = Result("hit"), Joined = Result("joined"), Shared = Result("shared"), Miss = Result("miss");

    private readonly Meter _meter;
    private readonly Counter<long> _requests;

    public CacheMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _requests = _meter.CreateCounter<long>("retail.cache.requests", "{request}", "Lookups of pages of lists.");
    }

    public void Seed()
    {
        foreach (KeyValuePair<string, object?> result in new[] { Hit, Joined, Shared, Miss }) _requests.Add(0, result);
    }

    /// <summary>The page was in this process's cache.</summary>
    public void WasHit() => _requests.Add(1, Hit);

    /// <summary>Another request was already reading the page.</summary>
    public void WasJoined() => _requests.Add(1, Joined);

    /// <summary>The page was in Redis.</summary>
    public void WasShared() => _requests.Add(1, Shared);

    /// <summary>The page was read from the database.</summary>
    public void WasMissed() => _requests.Add(1, Miss);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Result(string value) => new("result", value);
}
