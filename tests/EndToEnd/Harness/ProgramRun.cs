using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>A program that was run to its end, and what a script sees of it.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Settings that the program inherits neither from the test nor from the user who runs it.</summary>
    private static readonly string[] ForeignSettings =
    [
        "DATABASE_URL", "REDIS_URL", "RETAIL_HOME", "RETAIL_CLUSTER", "API_PORT", "API_HOST", "LOG_LEVEL", "JWT_SECRET_KEY",
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT",
    ];

    public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the API's program.</summary>
    public static Task<ProgramRun> ApiAsync(string folder, (string Name, string Value)[] settings, params string[] arguments) =>
        RunAsync("dotnet", folder, settings, [BuiltAssembly.Path("Api"), .. arguments]);

    /// <summary>Runs a silo's program.</summary>
    public static Task<ProgramRun> SiloAsync(string folder, (string Name, string Value)[] settings, params string[] arguments) =>
        RunAsync("dotnet", folder, settings, [BuiltAssembly.Path("Silo"), .. arguments]);

    public static async Task<ProgramRun> RunAsync(
        string program, string folder, (string Name, string Value)[] settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string name in ForeignSettings) start.Environment.Remove(name);
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end:\n{await output}\n{await errors}");
        }

        return new ProgramRun(process.ExitCode, await output, await errors);
    }

    /// <summary>Fails the test unless the program ended with this code; shows what it printed.</summary>
    public ProgramRun Expect(int exitCode)
    {
        Assert.True(
            ExitCode == exitCode,
            string.Create(CultureInfo.InvariantCulture, $"Exit code {ExitCode} instead of {exitCode}.\n{Output}\n{Errors}"));
        return this;
    }

    /// <summary>Returns the only line that a failed program printed; fails the test if it printed a stack trace or anything else.</summary>
    public string ExpectOneLine(int exitCode)
    {
        Expect(exitCode);
        Assert.Equal("", Output);
        string line = Assert.Single(ErrorLines);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }
}
