namespace RetailGrains.WebConsole.Ranges;

/// <summary>The difference between a figure and the one that it is compared with.</summary>
/// <param name="Difference">The figure minus the earlier one.</param>
/// <param name="Ratio">The difference as a part of the earlier figure; null when that is zero.</param>
internal sealed record Change(decimal Difference, decimal? Ratio)
{
    /// <summary>Null when one of the figures is missing.</summary>
    public static Change? Of(decimal? now, decimal? before) => now is { } figure && before is { } earlier
        ? new Change(figure - earlier, earlier == 0 ? null : (figure - earlier) / Math.Abs(earlier))
        : null;
}
