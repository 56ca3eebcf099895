using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Silo.Streams;

/// <summary>Logs that streams are disabled, so that nobody waits for a producer's entries.</summary>
internal sealed partial class StreamsDisabledNotice(ILogger<StreamsDisabledNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogWithout(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "REDIS_URL is not set: no streams; transactions come in by HTTP and from files")]
    private static partial void LogWithout(ILogger logger);
}
