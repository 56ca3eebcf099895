namespace RetailGrains.Tests.Support;

/// <summary>The real data of some tests: a year of a British web shop, 541,909 invoice lines.</summary>
public static class TestData
{
    /// <summary>Instructions for a developer who does not have the data.</summary>
    public const string HowToGetIt =
        "Real data is missing: download UCI Online Retail (https://doi.org/10.24432/C5BW33) and set RETAIL_DATA to its folder.";

    /// <summary>The data's folder, or null when it is missing.</summary>
    public static string? Folder { get; } =
        Environment.GetEnvironmentVariable("RETAIL_DATA") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>The path of a file, or null when it is missing.</summary>
    public static string? Find(string name) =>
        Folder is not null && Path.Combine(Folder, name) is var path && File.Exists(path) ? path : null;
}
