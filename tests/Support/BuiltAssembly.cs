namespace RetailGrains.Tests.Support;

/// <summary>Programs that the tests start, of the same configuration and in the same checkout as the tests.</summary>
public static class BuiltAssembly
{
    /// <summary>
    /// Names a folder with the published programs, one folder each. <c>test.sh</c> publishes them compiled ahead of time, because a process
    /// that lives for seconds spends most of them on compiling. What is not there is started from the build's own output.
    /// </summary>
    private const string PublishedSetting = "RETAIL_TEST_PROGRAMS";

    /// <summary>The checkout's folder.</summary>
    public static string Root => Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    // <root>/tests/<project>/bin/<configuration>/<framework>/
    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));

    /// <param name="project">Its folder, from the root, such as <c>Api</c> or <c>tools/Producer</c>.</param>
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
