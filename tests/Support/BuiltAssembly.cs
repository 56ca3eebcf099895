namespace RetailGrains.Tests.Support;

/// <summary>Programs that the tests start, of the same configuration and in the same checkout as the tests.</summary>
public static class BuiltAssembly
{
    /// <summary>
    /// Names a folder with the published programs, one folder each. <c>test.sh</c> publishes them compiled ahead of time, because a process
    /// that lives for seconds spends most of them on compiling. Without it the build's own output is started.
    /// </summary>
    private const string PublishedSetting = "RETAIL_TEST_PROGRAMS";

    /// <summary>The checkout's folder.</summary>
    public static string Root => Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    // <root>/tests/<project>/bin/<configuration>/<framework>/
    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));

    /// <param name="project">Its folder, from the root: <c>Api</c>, <c>Silo</c> or <c>tools/Producer</c>.</param>
    public static string Path(string project)
    {
        string name = System.IO.Path.GetFileName(project);
        string folder = Environment.GetEnvironmentVariable(PublishedSetting) is { Length: > 0 } published
            ? System.IO.Path.Combine(published, name)
            : System.IO.Path.Combine(Root, project, "bin", Output.Parent!.Name, Output.Name);
        return System.IO.Path.Combine(folder, $"RetailGrains.{name}.dll");
    }
}
