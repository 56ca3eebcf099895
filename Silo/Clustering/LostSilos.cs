using Orleans.Configuration;
using Orleans.Runtime;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Ends the pending calls of a client of the cluster when a connection to a silo closes. Orleans answers a call only when the silo that
/// received it does, and the client does not know which that is, because any silo forwards calls. So after a crash a call would wait for
/// its whole timeout. Only calls that may be repeated are ended, and their callers repeat them.
/// </summary>
internal sealed class LostSilos : IOutgoingGrainCallFilter, IDisposable
{
    private CancellationTokenSource _next = new();

    /// <summary>Reports the end of each connection of a client.</summary>
    public void Watch(ClientConnectionOptions connections) =>
        connections.ConfigureConnection(connection => connection.OnEnd(_ => Report()));

    /// <inheritdoc/>
    /// <exception cref="SiloUnavailableException">A connection was lost before the answer came; the outcome is unknown.</exception>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        CancellationToken lost = Volatile.Read(ref _next).Token;
        Task call = context.Invoke();
        if (call.IsCompleted || !MayBeRepeated(context))
        {
            await call;
            return;
        }

        try
        {
            await call.WaitAsync(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !call.IsCompleted)
        {
            call.Ignore();
            throw new SiloUnavailableException("A connection to a silo was lost before the answer came.");
        }
    }

    public void Dispose() => _next.Dispose();

    /// <summary>Ends the calls that are pending now.</summary>
    public void Report()
    {
        // Not disposed, because a call may be about to read its token.
        CancellationTokenSource lost = Interlocked.Exchange(ref _next, new CancellationTokenSource());
        lost.CancelAsync().Ignore();
    }

    private static bool MayBeRepeated(IOutgoingGrainCallContext context) =>
        context.Grain is ILedgerPartitionGrain or IFigureGrain or IChainGrain;
}
