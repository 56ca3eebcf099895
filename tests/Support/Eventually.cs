using System.Diagnostics;

namespace RetailGrains.Tests.Support;

/// <summary>Waits until a condition is true; a failure names the condition.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Returns when the condition is true.</summary>
    /// <inheritdoc cref="IsTrueAsync(string, Func{Task{bool}}, Func{string})"/>
    public static Task IsTrueAsync(string what, Func<bool> isTrue, Func<string>? details = null)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        return IsTrueAsync(what, () => Task.FromResult(isTrue()), details);
    }

    /// <summary>Returns when the condition is true.</summary>
    /// <param name="what">Completes the sentence "It did not happen that".</param>
    /// <param name="isTrueAsync">Called repeatedly.</param>
    /// <param name="details">Details for the failure.</param>
    public static async Task IsTrueAsync(string what, Func<Task<bool>> isTrueAsync, Func<string>? details = null)
    {
        ArgumentNullException.ThrowIfNull(isTrueAsync);
        long start = Stopwatch.GetTimestamp();
        while (!await isTrueAsync())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"It did not happen within {Patience.TotalSeconds:F0} s that {what}. {details?.Invoke()}");
            await PauseAsync(Pause);
        }
    }

    /// <summary>Waits, in tests that depend on elapsed time.</summary>
    public static Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System);
}
