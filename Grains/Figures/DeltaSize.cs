using System.Text;

namespace RetailGrains.Figures;

/// <summary>
/// The approximate size of deltas in a message, which must stay far below Orleans' limit: never less than the actual size. Pure.
/// </summary>
internal static class DeltaSize
{
    /// <summary>The size of an entity, its deltas or a name, without texts and figures: ids, dates and framing.</summary>
    private const int HeadBytes = 96;

    /// <summary>The size of figures without their currency.</summary>
    private const int TotalsBytes = 192;

    public static long Of(EntityKey entity, IEnumerable<Delta> deltas) => HeadBytes + Utf8(entity.Id) + deltas.Sum(Of);

    public static long Of(Delta delta)
    {
        long size = HeadBytes;
        foreach (ref readonly DayTotals day in delta.Days.AsSpan()) size += Of(day.Totals);
        return delta.Name is { } name ? size + HeadBytes + Utf8(name.Name) + Utf8(name.TransactionId) : size;
    }

    private static long Of(in Totals totals)
    {
        long size = TotalsBytes + Utf8(totals.Currency);
        foreach (ref readonly Totals part in totals.Parts.AsSpan()) size += Of(part);
        return size;
    }

    private static int Utf8(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
