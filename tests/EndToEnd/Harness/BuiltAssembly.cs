namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>Assemblies of the same configuration, in the same checkout, as this one.</summary>
internal static class BuiltAssembly
{
    /// <summary>The checkout's folder.</summary>
    public static string Root => Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    // <root>/tests/EndToEnd/bin/<configuration>/<framework>/
    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));

    /// <param name="project">Its folder, from the root.</param>
    /// <param name="file">Its name.</param>
    public static string Path(string project, string file) =>
        System.IO.Path.Combine(Root, project, "bin", Output.Parent!.Name, Output.Name, file);
}
