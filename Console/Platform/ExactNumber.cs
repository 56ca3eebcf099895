using System.Globalization;

namespace RetailGrains.WebConsole.Platform;

/// <summary>Numbers as text. Amounts keep all decimals that the API gives; browsers then add the reader's separators.</summary>
internal static class ExactNumber
{
    /// <summary>For programs: <c>9747747.934</c>.</summary>
    public static string Plain(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>For people without scripts: <c>9,747,747.934</c>.</summary>
    public static string Grouped(decimal number) => number.ToString("#,0.############################", CultureInfo.InvariantCulture);

    /// <summary>For bars, which have a length even where there is no amount.</summary>
    public static decimal Length(decimal? number) => Math.Max(0, number ?? 0);

    /// <summary>A ratio in percent, with one decimal.</summary>
    public static string Percent(decimal ratio) => (ratio * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
