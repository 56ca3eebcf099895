using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Export;

/// <summary>The paths of exports.</summary>
internal static class ExportPaths
{
    /// <summary>An export of what a page lists, with the page's filters.</summary>
    /// <param name="list">Stores, products, customers or transactions.</param>
    /// <param name="page">The page.</param>
    public static string Of(string list, PageRequest page) =>
        $"/export/{list}" + PageRequest.QueryOf(page.Kept("cursor", "sort").Select(one => (one.Name, (string?)one.Value)));
}
