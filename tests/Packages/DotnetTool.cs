using System.Diagnostics;

namespace RetailGrains.Tests.Packages;

/// <summary>Runs the dotnet CLI as a developer does.</summary>
internal static class DotnetTool
{
    public static string Root { get; } = RootOf(AppContext.BaseDirectory);

    /// <summary>Runs a command that must succeed, and returns its output and errors.</summary>
    public static async Task<string> RunAsync(string folder, (string Name, string Value)[] settings, params string[] arguments)
    {
        (int exitCode, string output) = await TryAsync(folder, settings, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)}\nended with {exitCode}.\n{output}");
        return output;
    }

    public static async Task<(int ExitCode, string Output)> TryAsync(
        string folder, (string Name, string Value)[] settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        // Reused build nodes would keep files open in a folder that the test deletes.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}");
    }

    private static string RootOf(string folder) =>
        File.Exists(Path.Combine(folder, "RetailGrains.sln")) ? folder : RootOf(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
