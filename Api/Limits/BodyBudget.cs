using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Api.Limits;

/// <summary>
/// Limits the bytes of request bodies that this process holds in memory. One caller may hold at most half of them, so that no caller can
/// exhaust the budget. Thread-safe.
/// </summary>
internal sealed class BodyBudget
{
    /// <summary>The divisor of the process's memory limit.</summary>
    private const int ShareOfMemory = 4;

    /// <summary>The divisor of the budget for one caller.</summary>
    private const int ShareOfCaller = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _heldBy = new(StringComparer.Ordinal);
    private readonly long _total;
    private long _held;

    public BodyBudget(IOptions<LimitOptions> options)
        : this(Math.Min(options.Value.BodyBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory))
    {
    }

    internal BodyBudget(long total) => _total = total;

    /// <summary>The bytes that are held now.</summary>
    public long Held
    {
        get
        {
            lock (_gate) return _held;
        }
    }

    /// <summary>An empty charge for the caller of a request.</summary>
    public BodyCharge ChargeOf(HttpContext http) =>
        new(this, Caller.NameOf(http.User) ?? CallerNetwork.Of(http.Connection.RemoteIpAddress));

    /// <summary>False when the process or the caller holds too much.</summary>
    internal bool TryTake(string caller, long bytes)
    {
        lock (_gate)
        {
            long its = _heldBy.GetValueOrDefault(caller) + bytes;
            if (_held + bytes > _total || its > _total / ShareOfCaller) return false;
            _held += bytes;
            _heldBy[caller] = its;
            return true;
        }
    }

    internal void Return(string caller, long bytes)
    {
        if (bytes == 0) return;
        lock (_gate)
        {
            _held -= bytes;
            long left = _heldBy[caller] - bytes;
            if (left == 0) _heldBy.Remove(caller);
            else _heldBy[caller] = left;
        }
    }
}

/// <summary>The bytes of the budget that one request holds. Disposing it returns all of them. Thread-safe.</summary>
internal sealed class BodyCharge(BodyBudget budget, string caller) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long _bytes;
    private bool _ended;

    /// <summary>Takes more bytes; false when the budget is exhausted.</summary>
    public bool TryGrow(long bytes)
    {
        lock (_gate)
        {
            if (_ended || !budget.TryTake(caller, bytes)) return false;
            _bytes += bytes;
            return true;
        }
    }

    /// <summary>Takes more bytes, and waits while the budget is exhausted.</summary>
    public async ValueTask GrowAsync(long bytes, TimeProvider time, CancellationToken cancel)
    {
        while (!TryGrow(bytes)) await Task.Delay(PollInterval, time, cancel);
    }

    /// <summary>Returns bytes.</summary>
    public void Shrink(long bytes)
    {
        lock (_gate)
        {
            if (_ended) return;
            _bytes -= bytes;
            budget.Return(caller, bytes);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            budget.Return(caller, _bytes);
        }
    }
}
