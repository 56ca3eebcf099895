using System.Data.Common;
using RetailGrains.Ledger;

namespace RetailGrains.Operations;

/// <summary>
/// Makes calls again that fail while silos, activations and the database come and go, each for itself, until its time is up. What is called
/// may be called twice.
/// </summary>
/// <param name="timeout">From a call's first failure on.</param>
/// <param name="time">Measures it.</param>
internal sealed class Persistence(TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    /// <summary>The answer, or why there was none to the end.</summary>
    public async Task<Answered<T>> AskAsync<T>(Func<Task<T>> call)
    {
        long failingSince = 0;
        for (TimeSpan delay = FirstDelay; ; delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay)
        {
            try
            {
                return new Answered<T>(await call(), Failure: null);
            }
#pragma warning disable CA1031 // What can't be had is reported as such by whoever asks.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (failingSince == 0) failingSince = time.GetTimestamp();
                if (!MayPass(e) || time.GetElapsedTime(failingSince) + delay > timeout) return new Answered<T>(default!, e);
            }

            await Task.Delay(delay, time);
        }
    }

    /// <summary>Bad data and bad SQL (classes 22, 23, 42) stay as they are, as does SQLite's <c>no such table</c>.</summary>
    internal static bool MayPass(Exception failure) => failure switch
    {
        DbException { SqlState: { Length: 5 } state } => state[..2] is not ("22" or "23" or "42"),
        DbException database => !database.Message.Contains("no such", StringComparison.Ordinal),
        OrleansException or TimeoutException or IOException or OperationCanceledException => true,
        _ => false,
    };
}

/// <param name="Value">Of no meaning when there is a failure.</param>
/// <param name="Failure">The last one; null when the call was answered.</param>
internal readonly record struct Answered<T>(T Value, Exception? Failure)
{
    /// <summary>What was asked for is not there, or can't be read: asking again does not help.</summary>
    public bool IsDamaged => Failure is not null && !Persistence.MayPass(Failure);
}
