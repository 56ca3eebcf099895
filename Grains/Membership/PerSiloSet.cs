namespace RetailGrains.Membership;

/// <summary>A value that follows from the active silos, computed once for each set of them.</summary>
internal sealed class PerSiloSet<T>(ActiveSilos active, Func<SiloSet, T> compute)
    where T : class
{
    private volatile Computed? _last;

    private sealed record Computed(SiloSet Silos, T Value);

    /// <summary>Returns the value for the silos that are active now; null when none is known.</summary>
    public T? Current()
    {
        if (active.Current() is not { } silos) return null;
        Computed? last = _last;
        if (last is null || !ReferenceEquals(last.Silos, silos)) _last = last = new Computed(silos, compute(silos));
        return last.Value;
    }
}
