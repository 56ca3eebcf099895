using System.Text.Json;

namespace RetailGrains.WebConsole.Charts;

/// <summary>The content of a chart, for the chart's module. Values are text, because JavaScript's numbers would round amounts.</summary>
/// <param name="Labels">The points.</param>
/// <param name="Series">The lines or bars.</param>
/// <param name="Links">Where a click on each point leads.</param>
public sealed record ChartSpec(IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series, IReadOnlyList<string>? Links = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>A line, or bars.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Values">One value a point; null where there is none.</param>
/// <param name="Labels">The points' own labels, where they differ from the chart's: the days of a comparison.</param>
/// <param name="IsComparison">Whether it is in the background.</param>
public sealed record ChartSeries(
    string Name, IReadOnlyList<string?> Values, IReadOnlyList<string>? Labels = null, bool IsComparison = false);
