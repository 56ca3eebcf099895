using System.Globalization;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>What a scraper reads on a page of metrics.</summary>
internal static class Scrape
{
    /// <summary>The values of a measure, one for each set of labels.</summary>
    /// <param name="page">In Prometheus' text format.</param>
    /// <param name="measure">Its name.</param>
    /// <param name="label">Only where this is among the labels.</param>
    public static double[] Values(this Answer page, string measure, string label = "") =>
    [
        .. page.Text.Split('\n')
            .Where(line => line.StartsWith(measure + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture)),
    ];
}
