using System.Diagnostics;
using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Processes;

namespace RetailGrains.Tests.Chaos.Faults;

/// <summary>
/// Starts a process that tries to serve the cluster's store alone. It must name the process that already serves the store, and exit with
/// code 1.
/// </summary>
internal static class SecondProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>The last line that the process printed.</returns>
    public static async Task<string?> RunAsync(ChaosCluster cluster, Violations violations)
    {
        using Process process = cluster.StartSecondProcess();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            violations.Add($"A second process on the store had not ended after {Limit.TotalSeconds} s: {await errors}");
            return null;
        }

        string printed = (await errors).Trim();
        if (process.ExitCode != 1 || !printed.Contains("serves", StringComparison.Ordinal))
            violations.Add($"A second process on the store ended with {process.ExitCode}: {printed}");
        return printed.Split('\n')[^1];
    }
}
