using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace RetailGrains.Figures;

/// <summary>Sends deltas to the receivers of other silos.</summary>
internal sealed partial class DeltaReceivers(IGrainFactory grains, TimeProvider time, ILogger<DeltaReceivers> logger)
{
    /// <summary>Longer than a receiver waits for its entities, to allow for the network.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Returns the answers of the entities; null when the silo did not answer.</summary>
    public async Task<DeltaReceipt[]?[]?> ApplyAsync(SiloAddress silo, EntityDeltas[] deltas)
    {
        try
        {
            var receiver = grains.GetGrain<IDeltaReceiverGrain>(silo.ToParsableString());
            DeltaReceipt[]?[] answers = await receiver.ApplyAsync(deltas).AsTask().WaitAsync(CallTimeout, time);
            return answers.Length == deltas.Length ? answers : null;
        }
        catch (Exception e) // whatever the failure, the entities are then called one by one
        {
            LogNoAnswer(logger, e, silo, deltas.Length);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Silo {Silo} did not answer a message for {Count} entities; calling them directly")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, SiloAddress silo, int count);
}
