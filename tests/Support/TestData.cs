namespace RetailGrains.Tests.Support;

/// <summary>The real data that some tests run on: a year of a British web shop, 541,909 invoice lines.</summary>
public static class TestData
{
    /// <summary>What to tell who does not have it.</summary>
    public const string HowToGetIt =
        "Real data is missing: download UCI Online Retail (https://doi.org/10.24432/C5BW33) and set RETAIL_DATA to its folder.";

    /// <summary>The folder, or null when there is none.</summary>
    public static string? Folder { get; } =
        Environment.GetEnvironmentVariable("RETAIL_DATA") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>A file of it, or null when it is not there.</summary>
    public static string? Find(string name) =>
        Folder is not null && Path.Combine(Folder, name) is var path && File.Exists(path) ? path : null;
}
