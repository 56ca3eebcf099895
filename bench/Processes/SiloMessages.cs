using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace RetailGrains.Bench.Processes;

/// <summary>
/// Counts the messages between silos. It reads Orleans' meter from outside the silos' processes, as dotnet-counters does.
/// </summary>
internal sealed class SiloMessages : IAsyncDisposable
{
    private const string Source = "System.Diagnostics.Metrics";
    private const string Meter = "Microsoft.Orleans";
    private const string Instrument = "orleans-messaging-sent-messages-size";
    private const string BetweenSilos = "ConnectionDirection=SiloToSilo";

    /// <summary>The keyword for instruments' values at fixed intervals.</summary>
    private const long TimeSeriesValues = 0x2;

    private readonly List<EventPipeSession> _sessions = [];
    private readonly List<Task> _reading = [];
    private long _sent;

    /// <summary>The count so far, delayed by up to a second.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public static SiloMessages Of(IEnumerable<ChildProcess> silos)
    {
        var messages = new SiloMessages();
        foreach (ChildProcess silo in silos) messages.Listen(silo.Id);
        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (EventPipeSession session in _sessions) await session.StopAsync(CancellationToken.None);
        await Task.WhenAll(_reading);
        foreach (EventPipeSession session in _sessions) session.Dispose();
    }

    private void Listen(int process)
    {
        string id = Guid.NewGuid().ToString();
        var arguments = new Dictionary<string, string>
        {
            ["SessionId"] = id,
            ["ClientId"] = id,
            ["Metrics"] = $"{Meter}\\{Instrument}",
            ["RefreshInterval"] = "1",
            ["MaxTimeSeries"] = "1000",
            ["MaxHistograms"] = "1000",
        };
        EventPipeSession session = new DiagnosticsClient(process).StartEventPipeSession(
            [new EventPipeProvider(Source, EventLevel.Informational, TimeSeriesValues, arguments)], requestRundown: false);
        _sessions.Add(session);
        _reading.Add(Task.Run(() => Read(session)));
    }

    private void Read(EventPipeSession session)
    {
        using var events = new EventPipeEventSource(session.EventStream);
        events.Dynamic.All += Count;
        events.Process();
    }

    /// <summary>Adds the messages of an event, which contains the histogram of message sizes for one interval.</summary>
    private void Count(TraceEvent one)
    {
        if (one.EventName != "HistogramValuePublished" || one.PayloadStringByName("instrumentName") != Instrument) return;
        if (!one.PayloadStringByName("tags").Contains(BetweenSilos, StringComparison.Ordinal)) return;
        Interlocked.Add(ref _sent, Convert.ToInt64(one.PayloadByName("count"), System.Globalization.CultureInfo.InvariantCulture));
    }
}
