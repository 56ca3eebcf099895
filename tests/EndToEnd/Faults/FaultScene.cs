using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>
/// A process under a light load to which one fault after the other happens. During a fault, <c>/ready</c> names it, requests are refused in
/// time, and the process neither fills its log nor keeps a core busy. Afterwards it continues automatically, and nothing is lost or
/// duplicated.
/// </summary>
internal sealed class FaultScene : IAsyncDisposable
{
    /// <summary>Maximum number of log lines in any minute.</summary>
    private const int MaxLines = 60;

    /// <summary>
    /// Share of one core. A retry storm uses a whole core and does not subside. Handling a fault may cost this, or what recording a few
    /// sales a second has cost on the same machine just before: work costs more where other processes share its caches.
    /// </summary>
    private const double MaxProcessorShare = 0.15;

    /// <summary>How often the cost is measured, until it is low enough: the first time includes compiling what handles the fault.</summary>
    private const int Measurements = 4;

    /// <summary>Failed commits a second; each lane of commits tries every few seconds.</summary>
    private const double MaxAttemptsPerSecond = 2;

    /// <summary>Number of first attempts, while the delays between them grow.</summary>
    private const int FirstAttempts = 8;

    /// <summary>A request waits 10 s for the ledger; the rest allows for a slow machine.</summary>
    private static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(50);

    private readonly TestStore _store;
    private readonly ApiProcess _api;
    private readonly ITestOutputHelper _output;
    private readonly Till _till;
    private double? _recordingShare;

    public FaultScene(TestStore store, ApiProcess api, ITestOutputHelper output)
    {
        (_store, _api, _output) = (store, api, output);
        _till = Till.Start(api.Client, Sent, "till");
    }

    /// <summary>Everything that was sent to the process.</summary>
    public SentSales Sent { get; } = new();

    private static TimeSpan Length => LongFactAttribute.IsWanted ? Long : Short;

    /// <summary>Exposes the process to a fault that keeps it from recording.</summary>
    /// <param name="name">For the test's output.</param>
    /// <param name="words">What <c>/ready</c> must report.</param>
    /// <param name="beginAsync">Causes the fault.</param>
    /// <param name="endAsync">Removes its cause.</param>
    public async Task MeetAsync(string name, string words, Func<Task> beginAsync, Func<Task> endAsync)
    {
        await WhenRecordingAsync();
        double recordingShare = _recordingShare ??= await ShareOfRecordingAsync();
        int refusedBefore = Sent.Refused;
        var whole = new ProcessMeter(_api);
        await beginAsync();
        TimeSpan reported = await WhenReadySaysAsync(words);
        await Eventually.PauseAsync(Settling);
        double limit = Math.Max(MaxProcessorShare, recordingShare);
        FaultCost cost = await CostAsync();
        for (int measured = 1; cost.ProcessorShare > limit && measured < Measurements; measured++) cost = await CostAsync();
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {whole.Lines} lines in {Seconds(whole.Elapsed)}; {cost.Attempts} commits tried and {cost.ProcessorShare:P1} of a ")
            + $"core in {Seconds(cost.Length)}, {recordingShare:P1} while it recorded; reported after {Seconds(reported)}";
        Assert.True(whole.Lines <= MaxLines * Math.Max(1, whole.Elapsed.TotalMinutes), $"{summary}\n{_api.Log()}");
        Assert.True(cost.Attempts <= FirstAttempts + (MaxAttemptsPerSecond * cost.Length.TotalSeconds), $"{summary}\n{_api.Log()}");
        Assert.True(cost.ProcessorShare <= limit, $"{summary}\n{_api.Log()}");
        await Eventually.IsTrueAsync("a caller was refused", () => Sent.Refused > refusedBefore, _api.Log);

        await endAsync();
        long ended = Stopwatch.GetTimestamp();
        await WhenRecordingAsync();
        await WhenReadyAsync();
        _output.WriteLine($"{summary}; recovered {Seconds(Stopwatch.GetElapsedTime(ended))} after its end");
    }

    /// <summary>Waits until sales are acknowledged.</summary>
    public Task WhenRecordingAsync()
    {
        int before = Sent.AcknowledgedCount;
        return Eventually.IsTrueAsync("sales are acknowledged", () => Sent.AcknowledgedCount > before + 5, _api.Log);
    }

    /// <summary>Stops the till, and checks that everything is in the ledger once and that every figure is the sum of it.</summary>
    public async Task ProveAsync()
    {
        await _till.StopAsync();
        Assert.True(_till.SlowestRefusal < MaxPatience, $"A caller waited {Seconds(_till.SlowestRefusal)} for a refusal.");
        List<Sale> held = await Sent.AssertLedgerAsync(_store);
        await _api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(_api.Client, held);
        await _api.Client.ExpectAgreementAsync();
        _output.WriteLine($"{held.Count} recorded, {Sent.Refused} refusals, the slowest after {Seconds(_till.SlowestRefusal)}");
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    private async Task<double> ShareOfRecordingAsync()
    {
        var recording = new ProcessMeter(_api);
        await Eventually.PauseAsync(Settling);
        return recording.ProcessorShare;
    }

    private async Task<FaultCost> CostAsync()
    {
        double attemptsBefore = await AttemptsAsync();
        var meter = new ProcessMeter(_api);
        await Eventually.PauseAsync(Length);
        (double share, TimeSpan length) = (meter.ProcessorShare, meter.Elapsed);
        return new FaultCost(await AttemptsAsync() - attemptsBefore, share, length);
    }

    /// <summary>The failed commits since the process started.</summary>
    private async Task<double> AttemptsAsync() => (await _api.Client.GetRootAsync("/metrics"))
        .Expect(HttpStatusCode.OK).Values("retail_ledger_commit_duration_seconds_count", "outcome=\"failed\"").Sum();

    private async Task<TimeSpan> WhenReadySaysAsync(string words)
    {
        long start = Stopwatch.GetTimestamp();
        string last = "";
        await Eventually.IsTrueAsync(
            $"/ready says '{words}'",
            async () =>
            {
                await Eventually.PauseAsync(TimeSpan.FromMilliseconds(250));
                Answer ready = await _api.Client.GetRootAsync("/ready");
                last = ready.Text;
                return ready.Status == HttpStatusCode.ServiceUnavailable
                    && ready["missing"].EnumerateArray().Any(one => one.GetString()!.Contains(words, StringComparison.Ordinal));
            },
            () => $"{last}\n{_api.Log()}");
        return Stopwatch.GetElapsedTime(start);
    }

    private Task WhenReadyAsync() => Eventually.IsTrueAsync(
        "the process is ready",
        async () => (await _api.Client.GetRootAsync("/ready")).Status == HttpStatusCode.OK,
        _api.Log);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");

    private readonly record struct FaultCost(double Attempts, double ProcessorShare, TimeSpan Length);
}
