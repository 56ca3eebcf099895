namespace RetailGrains.Tests.Support;

/// <summary>The programs that the tests start, from the same configuration and checkout as the tests.</summary>
public static class BuiltAssembly
{
    /// <summary>
    /// The folder of the published programs, each in a subfolder. <c>test.sh</c> publishes them compiled ahead of time, because a process
    /// that lives for seconds spends most of them on JIT compilation. Other programs are started from the build output.
    /// </summary>
    private const string PublishedSetting = "RETAIL_TEST_PROGRAMS";

    /// <summary>The checkout's folder.</summary>
    public static string Root => Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    // <root>/tests/<project>/bin/<configuration>/<framework>/
    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));

    /// <param name="project">The project's folder relative to the root, such as <c>Api</c> or <c>tools/Producer</c>.</param>
    public static string Path(string project)
    {
        string file = $"RetailGrains.{System.IO.Path.GetFileName(project)}.dll";
        if (Environment.GetEnvironmentVariable(PublishedSetting) is { Length: > 0 } folder)
        {
            string published = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(project), file);
            if (File.Exists(published)) return published;
        }

        return System.IO.Path.Combine(Root, project, "bin", Output.Parent!.Name, Output.Name, file);
    }
}
