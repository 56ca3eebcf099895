using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger.Ownership;

/// <summary>A lock on a store, held until it is disposed.</summary>
public interface IStoreLock : IAsyncDisposable
{
    /// <summary>
    /// Watches the lock and takes it again when it is lost. Returns only when another process has it: the line says who. A lock that can't
    /// be lost is watched until the token is cancelled.
    /// </summary>
    Task<string> WatchAsync(ILogger logger, CancellationToken cancel);
}
