using RetailGrains.Client;

namespace RetailGrains.WebConsole.Stores.Closing;

/// <summary>A row of a closing: a till, a cashier or an hour, in one currency.</summary>
/// <param name="Label">The subject of the row.</param>
/// <param name="Figures">Its figures.</param>
public sealed record ClosingPart(string Label, Totals Figures)
{
    /// <summary>One row for each currency.</summary>
    public static IEnumerable<ClosingPart> Of(string label, Totals totals) =>
        totals.ByCurrency is { } parts ? parts.Select(part => new ClosingPart(label, part)) : [new ClosingPart(label, totals)];
}
