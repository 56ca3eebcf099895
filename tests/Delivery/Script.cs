using System.Diagnostics;
using System.Text;

namespace RetailGrains.Tests.Delivery;

/// <summary>Runs a script of deploy/. It prints a line that begins with FAILED per failure, and with MISSING per missing tool.</summary>
internal static class Script
{
    /// <summary>The exit code of a script whose tools are missing.</summary>
    private const int LeftOut = 77;

    private const int LinesShown = 40;

    public static string Root { get; } = FindRoot();

    /// <summary>Runs a script. If it fails, the test fails with the lines that name the failures.</summary>
    /// <returns>Whether the script found its tools.</returns>
    public static async Task<bool> RunAsync(ITestOutputHelper output, string path, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, path), arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var text = new StringBuilder();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines) output.WriteLine(line);
        if (process.ExitCode == LeftOut && Environment.GetEnvironmentVariable("RETAIL_REQUIRE_TOOLS") != "1") return false;
        string failed = string.Join('\n', lines.Where(IsFailure));
        string last = string.Join('\n', lines.TakeLast(LinesShown));
        Assert.True(process.ExitCode == 0, $"{path} ended with {process.ExitCode}.\n{failed}\n\nIts last lines:\n{last}");
        return true;

        void Keep(string? line)
        {
            lock (text) text.Append(line).Append('\n');
        }
    }

    private static bool IsFailure(string line) =>
        line.StartsWith("FAILED", StringComparison.Ordinal) || line.StartsWith("MISSING", StringComparison.Ordinal);

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RetailGrains.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
