using System.Globalization;

namespace RetailGrains.WebConsole.Stores.Closing;

/// <summary>The paths of the closing of a store's day.</summary>
internal static class ClosingPaths
{
    public const string Page = "/store/day";

    /// <param name="store">The store.</param>
    /// <param name="day">The day; null for the present one.</param>
    public static string Of(string store, DateOnly? day)
    {
        string date = day is { } its ? "&date=" + its.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        return $"{Page}?id={Uri.EscapeDataString(store)}{date}";
    }
}
