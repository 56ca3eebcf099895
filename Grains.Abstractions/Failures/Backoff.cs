namespace RetailGrains.Failures;

/// <summary>
/// Exponential backoff with jitter. Each delay is drawn from the upper half of a step, and the step doubles up to its maximum. Jitter
/// keeps callers that failed together from retrying together. This is a mutable struct: keep it in one variable.
/// </summary>
public struct Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _max;
    private TimeSpan _step;

    /// <param name="first">The first step; positive.</param>
    /// <param name="max">The maximum step; not below the first.</param>
    public Backoff(TimeSpan first, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, first);
        (_first, _max, _step) = (first, max, first);
    }

    /// <summary>Returns the delay before the next attempt.</summary>
    public TimeSpan Next()
    {
        TimeSpan delay = _step * (0.5 + (Random.Shared.NextDouble() / 2));
        _step = _step * 2 < _max ? _step * 2 : _max;
        return delay;
    }

    /// <summary>Starts again with the first step, after an attempt has succeeded.</summary>
    public void Reset() => _step = _first;
}
