using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace RetailGrains.Tests.EndToEnd.Tracing;

/// <summary>Receives spans by OTLP over HTTP, as a collector does.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly Task _receiving;

    public TraceReceiver()
    {
        int port = FreePort.Take();
        string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        _listener.Prefixes.Add(address + "/");
        _listener.Start();
        Settings =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ];
        _receiving = ReceiveAsync();
    }

    /// <summary>Makes a process send its spans here.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; }

    /// <summary>What has arrived so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>The spans of a trace that have arrived so far.</summary>
    public IReadOnlyList<ReceivedSpan> Trace(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                foreach (ReceivedSpan span in ReceivedSpan.ReadAll(body.ToArray())) _spans.Enqueue(span);
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // closed
        }
    }
}
