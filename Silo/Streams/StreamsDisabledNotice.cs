using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Silo.Streams;

/// <summary>Says that there are no streams, so that nobody waits for what a producer wrote somewhere.</summary>
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
