using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// Guarantee 9, bounded: under a steady load the use of memory levels off. The heap is limited to little more than what the process holds.
/// Without that limit the collector would leave garbage for minutes, and the resident memory would show when it last ran, not what is in
/// use.
/// </summary>
public sealed class MemoryTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Rate = 1_000;
    private const int MinRate = 200;
    private const int Writers = 32;
    private const int Readers = 2;
    private const double MaxGrowth = 1.25;

    /// <summary>96 MiB, in the hexadecimal that the runtime wants: not much more than is in use, however many sales there were.</summary>
    private const string HeapLimit = "6000000";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Memory_use_levels_off_under_a_steady_load()
    {
        ApiProcess api = await StartAsync(("DOTNET_gcServer", "0"), ("DOTNET_GCHeapHardLimit", HeapLimit));
        long start = Stopwatch.GetTimestamp();
        int next = 0;
        int taken = 0;
        var readings = new ConcurrentQueue<(TimeSpan At, double MiB)>();
        Task[] load =
        [
            .. Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
            {
                for (int n = Interlocked.Increment(ref next); await IsDueAsync(n, start); n = Interlocked.Increment(ref next))
                {
                    (await api.Client.PostAsync(Sale.Number("m", n))).Expect(HttpStatusCode.Created);
                    Interlocked.Increment(ref taken);
                }
            })),
            .. Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadAsync(api.Client, start))),
        ];
        while (Stopwatch.GetElapsedTime(start) < Duration)
        {
            await Eventually.PauseAsync(TimeSpan.FromSeconds(1));
            readings.Enqueue((Stopwatch.GetElapsedTime(start), api.ResidentMiB()));
        }

        await Task.WhenAll(load);
        double rate = taken / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Output.WriteLine($"{rate:F0} transactions a second ({Rate} were to be sent), {taken} in all. Resident MiB, second by second:");
        Output.WriteLine(string.Join(' ', readings.Select(reading => reading.MiB.ToString("F0", CultureInfo.InvariantCulture))));
        Assert.True(rate >= MinRate, $"{rate:F0} transactions a second are no load to tell anything from.");
        double early = Median(readings, from: Window, to: Window * 2);
        double late = Median(readings, from: Duration - Window, to: Duration * 2);
        Output.WriteLine($"Median of the second window: {early:F0} MiB, of the last: {late:F0} MiB");
        Assert.True(late <= early * MaxGrowth, $"Memory grew from {early:F0} to {late:F0} MiB.");
    }

    /// <summary>Waits until the n-th sale is due; returns false when the time is over.</summary>
    private static async Task<bool> IsDueAsync(int n, long start)
    {
        TimeSpan due = TimeSpan.FromSeconds((double)n / Rate);
        TimeSpan now = Stopwatch.GetElapsedTime(start);
        if (due > Duration || now > Duration) return false;
        if (due > now) await Eventually.PauseAsync(due - now);
        return true;
    }

    private static async Task ReadAsync(RetailClient client, long start)
    {
        for (int n = 0; Stopwatch.GetElapsedTime(start) < Duration; n++)
        {
            await client.GetAsync($"/products/product%20{n % 60}/sales");
            await client.GetAsync("/summary");
            await client.GetAsync("/customers?limit=20");
            await Eventually.PauseAsync(TimeSpan.FromMilliseconds(20));
        }
    }

    private static double Median(IEnumerable<(TimeSpan At, double MiB)> readings, TimeSpan from, TimeSpan to)
    {
        double[] sorted = [.. readings.Where(reading => reading.At >= from && reading.At < to).Select(reading => reading.MiB).Order()];
        return sorted[sorted.Length / 2];
    }
}
