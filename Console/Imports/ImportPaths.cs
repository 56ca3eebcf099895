namespace RetailGrains.WebConsole.Imports;

/// <summary>The paths of imports.</summary>
internal static class ImportPaths
{
    public const string List = "/imports";
    public const string Upload = "/imports/upload";
    public const string Rejects = "/import/rejects";
    public const string Undo = "/import/undo";

    public static string PageOf(string id) => $"/import?id={Uri.EscapeDataString(id)}";

    public static string RejectsOf(string id) => $"{Rejects}?id={Uri.EscapeDataString(id)}";
}
