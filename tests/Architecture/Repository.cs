namespace RetailGrains.Tests.Architecture;

/// <summary>The files of the repository, without build output.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", ".github", ".retail", "artifacts", "bin", "node_modules", "obj", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Hand-written C# files, by their paths in the repository.</summary>
    public static IReadOnlyList<string> Code { get; } =
        [.. Files("*.cs").Where(path => !path.StartsWith("Client/Generated/", StringComparison.Ordinal))];

    /// <summary>Pages of documentation.</summary>
    public static IReadOnlyList<string> Docs { get; } = [.. Files("*.md")];

    /// <summary>The project files, except those of samples, which are built separately.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Files("*.csproj").Where(path => !path.StartsWith("samples/", StringComparison.Ordinal))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Fails with one line per finding.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, $"{all.Length} findings:\n{string.Join('\n', all.Take(50))}");
    }

    private static IEnumerable<string> Files(string pattern) => Folders(new DirectoryInfo(Root))
        .SelectMany(folder => folder.EnumerateFiles(pattern))
        .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<DirectoryInfo> Folders(DirectoryInfo folder) => folder.EnumerateDirectories()
        .Where(below => !NotOurs.Contains(below.Name))
        .SelectMany(Folders)
        .Prepend(folder);

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RetailGrains.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
