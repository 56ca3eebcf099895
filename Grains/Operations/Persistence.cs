using RetailGrains.Failures;

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
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            TimeSpan delay = backoff.Next();
            try
            {
                return new Answered<T>(await call(), Failure: null);
            }
            catch (Exception e) // what can't be had is reported as such by whoever asks
            {
                if (failingSince == 0) failingSince = time.GetTimestamp();
                if (!MayPass(e) || time.GetElapsedTime(failingSince) + delay > timeout) return new Answered<T>(default!, e);
            }

            await Task.Delay(delay, time);
        }
    }

    /// <summary>A table that is missing stays so.</summary>
    internal static bool MayPass(Exception failure) =>
        FailureClassifier.IsOutOfReach(failure) && !FailureClassifier.IsMissingObject(failure);
}

/// <param name="Value">Of no meaning when there is a failure.</param>
/// <param name="Failure">The last one; null when the call was answered.</param>
internal readonly record struct Answered<T>(T Value, Exception? Failure)
{
    /// <summary>What was asked for is not there, or can't be read: asking again does not help.</summary>
    public bool IsDamaged => Failure is not null && !Persistence.MayPass(Failure);
}
