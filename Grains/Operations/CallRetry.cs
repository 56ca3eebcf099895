using RetailGrains.Failures;

namespace RetailGrains.Operations;

/// <summary>
/// Retries calls that fail while silos, activations and the database come and go. Each call has a separate timeout. A call may be made
/// twice.
/// </summary>
/// <param name="timeout">Measured from a call's first failure.</param>
/// <param name="time">Measures it.</param>
internal sealed class CallRetry(TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    /// <summary>Returns the answer, or the last failure.</summary>
    public async Task<CallResult<T>> CallAsync<T>(Func<Task<T>> call)
    {
        long failingSince = 0;
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            TimeSpan delay = backoff.Next();
            try
            {
                return new CallResult<T>(await call(), Failure: null);
            }
            catch (Exception e) // the caller reports the failure
            {
                if (failingSince == 0) failingSince = time.GetTimestamp();
                if (!IsRetryable(e) || time.GetElapsedTime(failingSince) + delay > timeout) return new CallResult<T>(default!, e);
            }

            await Task.Delay(delay, time);
        }
    }

    /// <summary>A missing table does not reappear without an operator.</summary>
    internal static bool IsRetryable(Exception failure) =>
        FailureClassifier.IsUnavailable(failure) && !FailureClassifier.IsMissingObject(failure);
}

/// <param name="Value">Undefined when there is a failure.</param>
/// <param name="Failure">The last failure; null when the call succeeded.</param>
internal readonly record struct CallResult<T>(T Value, Exception? Failure)
{
    /// <summary>The requested data does not exist or cannot be read: a retry does not help.</summary>
    public bool IsDamaged => Failure is not null && !CallRetry.IsRetryable(Failure);
}
