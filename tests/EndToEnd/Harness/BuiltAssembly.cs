namespace RetailGrains.Tests.EndToEnd;

/// <summary>Assemblies of the same configuration, in the same checkout, as this one.</summary>
internal static class BuiltAssembly
{
    /// <param name="project">Its folder, from the root.</param>
    /// <param name="file">Its name.</param>
    public static string Path(string project, string file)
    {
        // <root>/tests/EndToEnd/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        string root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return System.IO.Path.Combine(root, project, "bin", output.Parent.Name, output.Name, file);
    }
}
