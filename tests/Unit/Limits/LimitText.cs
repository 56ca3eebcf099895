using System.Globalization;

namespace RetailGrains.Tests.Unit.Limits;

/// <summary>Formats the values of limits for readers.</summary>
internal static class LimitText
{
    /// <param name="value">The value.</param>
    /// <param name="name">The name of the setting or constant, which shows whether the value counts bytes or items.</param>
    public static string Of(object value, string name = "") => value switch
    {
        TimeSpan time => Of(time),
        int or long when name.Contains("Bytes", StringComparison.Ordinal) => Bytes(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture),
        bool or string => $"{value}",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} is of a type that no limit has."),
    };

    public static string Of(TimeSpan time) => time switch
    {
        _ when time < TimeSpan.FromSeconds(1) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms"),
        _ when time >= TimeSpan.FromMinutes(5)
            && time.TotalMinutes % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ when time >= TimeSpan.FromMinutes(5) && time.TotalSeconds % 60 == 0 =>
            string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s"),
    };

    private static string Bytes(long bytes) => bytes switch
    {
        _ when bytes >= 1L << 30 && bytes % (1L << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30:N0} GiB"),
        _ when bytes >= 1 << 20 && bytes % (1 << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20:N0} MiB"),
        _ when bytes >= 1 << 10 && bytes % (1 << 10) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10:N0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
    };
}
