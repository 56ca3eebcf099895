using Microsoft.Extensions.Logging;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// A client that starts before any silo waits for one without a time limit and reports that it is not ready. A client that has lost all
/// silos reconnects automatically.
/// </summary>
internal sealed partial class ConnectionRetry(TimeProvider time, ILogger<ConnectionRetry> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogNoCluster(logger, exception.Message);
        await Task.Delay(RetryDelay, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster is not available yet ({Reason}); retrying")]
    private static partial void LogNoCluster(ILogger logger, string reason);
}
