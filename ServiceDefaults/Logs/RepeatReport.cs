using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>Logs once a minute which messages were omitted, if any.</summary>
internal sealed partial class RepeatReport(RepeatedMessages messages, TimeProvider time, ILogger<RepeatReport> logger) : BackgroundService
{
    private const int MaxNamed = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Report();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Report();
        }
    }

    private void Report()
    {
        IReadOnlyList<(MessageKind Kind, long Count)> omitted = messages.TakeOmitted();
        if (omitted.Count == 0) return;
        long count = omitted.Sum(one => one.Count);
        string kinds = string.Join(", ", omitted.Take(MaxNamed).Select(one => $"{one.Count} of {one.Kind}"));
        LogOmitted(logger, count, kinds);
    }

    [LoggerMessage(LogLevel.Information, "Suppressed {Count} repeated warnings: {Kinds}")]
    private static partial void LogOmitted(ILogger logger, long count, string kinds);
}
