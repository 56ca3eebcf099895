using System.Diagnostics;

namespace RetailGrains.Tests.Support;

/// <summary>Waits for something to come true, and says what did not when it has not.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Returns when it is true.</summary>
    /// <inheritdoc cref="IsTrueAsync(string, Func{Task{bool}}, Func{string})"/>
    public static Task IsTrueAsync(string what, Func<bool> isTrue, Func<string>? details = null)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        return IsTrueAsync(what, () => Task.FromResult(isTrue()), details);
    }

    /// <summary>Returns when it is true.</summary>
    /// <param name="what">As the end of "It did not happen that".</param>
    /// <param name="isTrueAsync">Asked again and again.</param>
    /// <param name="details">Told with the failure.</param>
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

    /// <summary>Lets time pass where the passing of time is what the test is about.</summary>
    public static Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System);
}
