using System.IO.Compression;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;

namespace RetailGrains.Tests.Unit.Http;

/// <summary>Uses a real server, because only Kestrel shows the effect of an unread body on the connection.</summary>
public sealed class UnreadBodiesTests : IAsyncLifetime
{
    private readonly FakeLogCollector _log = new();
    private readonly TaskCompletionSource _reading = new();
    private readonly TaskCompletionSource _left = new();
    private readonly WebApplication _app;

    public UnreadBodiesTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(_log));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseUnreadBodies();
        _app.UseRouting();
        _app.UseMiddleware<GzipBodies>();
        _app.MapPost("/examined", ExamineAsync);
        _app.MapPost("/begun", ReadOneByteAsync);
        _app.MapPost("/untouched", WaitAsync);
    }

    public async Task InitializeAsync() => await _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("/examined", false, false)]
    [InlineData("/examined", false, true)]
    [InlineData("/begun", false, false)]
    [InlineData("/begun", true, false)]
    [InlineData("/begun", true, true)]
    [InlineData("/untouched", false, false)]
    public async Task A_partly_read_body_causes_no_warning_when_its_caller_disconnects(string path, bool gzip, bool chunked)
    {
        byte[] content = gzip ? Compress(new string('x', 100)) : [.. Enumerable.Repeat((byte)'x', 100)];
        string length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {content.Length}";
        string encoding = gzip ? "Content-Encoding: gzip\r\n" : "";
        using (var caller = new TcpClient())
        {
            await caller.ConnectAsync("127.0.0.1", new Uri(_app.Urls.Single()).Port);
            NetworkStream stream = caller.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: x\r\n{encoding}{length}\r\n\r\n"));
            if (chunked) await stream.WriteAsync(Encoding.ASCII.GetBytes($"{content.Length:X}\r\n"));
            await stream.WriteAsync(content);
            if (chunked) await stream.WriteAsync("\r\n0\r\n\r\n"u8.ToArray());
            await _reading.Task;
        }

        await _left.Task;
        await _app.StopAsync(); // waits for the end of the connection
        Assert.DoesNotContain(_log.GetSnapshot(), line => line.Level >= LogLevel.Warning);
    }

    private static byte[] Compress(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private async Task ExamineAsync(HttpContext http)
    {
        PipeReader body = http.Request.BodyReader;
        ReadResult read = await body.ReadAsync();
        body.AdvanceTo(read.Buffer.Start);
        await WaitAsync(http);
    }

    private async Task ReadOneByteAsync(HttpContext http)
    {
        await http.Request.Body.ReadExactlyAsync(new byte[1]);
        await WaitAsync(http);
    }

    private async Task WaitAsync(HttpContext http)
    {
        using CancellationTokenRegistration left = http.RequestAborted.Register(_left.SetResult);
        _reading.SetResult();
        await _left.Task;
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }
}
