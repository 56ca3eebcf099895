using RetailGrains.Client;

namespace RetailGrains.WebConsole.Ranges;

/// <summary>The sales of a range, and of the days that it is compared with.</summary>
public sealed record RangeSales(PageRange Range, Sales Now, Sales? Before)
{
    /// <param name="range">The days.</param>
    /// <param name="read">Requests the sales by interval, from a day to the day before another.</param>
    public static async Task<RangeSales> LoadAsync(PageRange range, Func<string, DateOnly?, DateOnly?, Task<ApiResponse<Sales>>> read)
    {
        Task<ApiResponse<Sales>> now = read(range.Interval, range.From, range.To);
        Task<ApiResponse<Sales>>? before = range.Compared is { } compared ? read(range.Interval, compared.From, compared.To) : null;
        await Task.WhenAll(before is null ? [now] : [now, before]);
        return new RangeSales(range, (await now).Result, before is null ? null : (await before).Result);
    }
}
