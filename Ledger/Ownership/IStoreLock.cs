using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger.Ownership;

/// <summary>A lock on a store, held until it is disposed.</summary>
public interface IStoreLock : IAsyncDisposable
{
    /// <summary>
    /// Watches the lock and acquires it again when it is lost. It returns only when another process has the lock, with a line that names
    /// that process. A lock that cannot be lost is watched until cancellation.
    /// </summary>
    Task<string> WatchAsync(ILogger logger, CancellationToken cancel);
}
