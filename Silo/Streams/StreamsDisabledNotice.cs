using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Silo.Streams;

/// <summary>Logs that streams are disabled, so that operators do not wait for a producer's entries.</summary>
internal sealed partial class StreamsDisabledNotice(ILogger<StreamsDisabledNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogWithout(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "REDIS_URL is not set: streams are disabled; transactions are received over HTTP and from files")]
    private static partial void LogWithout(ILogger logger);
}
