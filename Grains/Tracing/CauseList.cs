using System.Diagnostics;

namespace RetailGrains.Tracing;

/// <summary>The sampled spans that caused a piece of work. Bounded: under load a few examples are enough.</summary>
internal struct CauseList
{
    private const int Max = 16;

    private List<ActivityContext>? _causes;

    /// <summary>The distinct causes, in the order of their addition.</summary>
    public readonly IReadOnlyList<ActivityContext> All => _causes ?? (IReadOnlyList<ActivityContext>)[];

    /// <summary>Adds a span, unless it is default, which means that it is not sampled.</summary>
    public void Add(ActivityContext cause)
    {
        if (cause == default || _causes?.Count == Max || _causes?.Contains(cause) == true) return;
        (_causes ??= []).Add(cause);
    }

    /// <summary>Adds all causes of another list.</summary>
    public void Add(IReadOnlyList<ActivityContext> causes)
    {
        foreach (ActivityContext cause in causes) Add(cause);
    }

    /// <summary>Returns the causes and forgets them.</summary>
    public IReadOnlyList<ActivityContext> Take()
    {
        IReadOnlyList<ActivityContext> taken = All;
        _causes = null;
        return taken;
    }
}
