using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RetailGrains.Failures;
using RetailGrains.Operations;
using RetailGrains.ServiceDefaults;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Operations;

/// <summary>Collects the diagnostics of this process.</summary>
internal sealed class ProcessInspector(
    IConfiguration configuration, KnownSettings settings, RecentEvents events, FailureMonitor failures, TimeProvider time)
    : IProcessInspector
{
    private readonly DateTime _startedAt = time.GetUtcNow().UtcDateTime;

    public ProcessDiagnostics Inspect(string name)
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return new ProcessDiagnostics(
            name,
            ProgramVersion.Current.InformationalVersion,
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            _startedAt,
            Environment.ProcessorCount,
            Environment.WorkingSet,
            GC.GetTotalMemory(forceFullCollection: false),
            memory.TotalAvailableMemoryBytes,
            ThreadPool.ThreadCount,
            ThreadPool.PendingWorkItemCount,
            PoolStates.Read(),
            [.. ShownSettings.Of(configuration, settings)],
            [.. failures.Problems(critical: true), .. failures.Problems(critical: false)],
            events.List());
    }
}

internal static class ProcessInspection
{
    /// <param name="services">The services of the process.</param>
    /// <param name="settings">The settings that the program supports.</param>
    public static void AddProcessInspector(this IServiceCollection services, KnownSettings settings) =>
        services.AddSingleton<IProcessInspector>(provider => new ProcessInspector(
            provider.GetRequiredService<IConfiguration>(),
            settings,
            provider.GetRequiredService<RecentEvents>(),
            provider.GetRequiredService<FailureMonitor>(),
            provider.GetRequiredService<TimeProvider>()));
}
