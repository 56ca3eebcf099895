using System.Globalization;

namespace RetailGrains.Producer;

/// <summary>Prints a line about the progress every second.</summary>
internal sealed class Progress(Feeder feeder, TimeProvider time, TextWriter output)
{
    private readonly long _start = time.GetTimestamp();

    public async Task ShowUntilAsync(Task done)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        long before = 0;
        while (!done.IsCompleted)
        {
            await Task.WhenAny(done, timer.WaitForNextTickAsync().AsTask());
            long sent = feeder.Sent;
            if (!done.IsCompleted) await output.WriteLineAsync(Line(sent, sent - before));
            before = sent;
        }
    }

    /// <summary>The totals at the end.</summary>
    public string Total()
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{feeder.Sent:N0} transactions sent in {elapsed.TotalSeconds:N1} s ({feeder.Sent / elapsed.TotalSeconds:N0} per second); ")
            + string.Create(CultureInfo.InvariantCulture, $"retries: {feeder.Retries:N0}");
    }

    private string Line(long sent, long inSecond)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{sent:N0} transactions sent, {inSecond:N0} per second");
        return feeder.WaitingFor is { } what ? $"{line}; {what}, retrying" : line;
    }
}
