using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed partial class JsonLineFormatterTests
{
    [Fact]
    public void An_event_is_one_object_on_one_line_whatever_is_in_it()
    {
        string line = Write(logger => LogFailed(logger, new TimeoutException("no answer\nat all"), "Commits", "a\u2028b", 3));
        Assert.EndsWith(Environment.NewLine, line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(c => c == '\n'));
        JsonElement json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("warning", json.GetProperty("level").GetString());
        Assert.Equal("Some.Category", json.GetProperty("category").GetString());
        Assert.Equal("Failed", json.GetProperty("event").GetString());
        Assert.Equal("Commits fail\r\n\"a\u2028b\": 3", json.GetProperty("message").GetString());
        Assert.Equal(3, json.GetProperty("fields").GetProperty("Count").GetInt32());
        Assert.Equal("Commits", json.GetProperty("fields").GetProperty("Component").GetString());
        Assert.Equal("TimeoutException: no answer", json.GetProperty("exception").GetProperty("message").GetString());
        Assert.False(json.GetProperty("exception").TryGetProperty("stack", out _));
        Assert.True(json.GetProperty("time").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void An_event_within_a_trace_names_it()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        JsonElement json = JsonDocument.Parse(Write(LogDone)).RootElement;
        Assert.Equal(activity.TraceId.ToHexString(), json.GetProperty("traceId").GetString());
        Assert.Equal(activity.SpanId.ToHexString(), json.GetProperty("spanId").GetString());
        Assert.False(json.TryGetProperty("fields", out _));
    }

    [Fact]
    public void Secrets_are_hidden_in_message_fields_and_exception()
    {
        const string secret = "s3cretPassw0rd";
        string line = Write(logger => LogUrl(
            logger, new InvalidOperationException($"postgresql://u:{secret}@h/d"), $"postgresql://u:{secret}@h/d"));
        Assert.DoesNotContain(secret, line, StringComparison.Ordinal);
        Assert.Equal(4, line.Split("***").Length - 1); // message, field, exception's message and stack
    }

    [LoggerMessage(EventName = "Failed", Level = LogLevel.Warning, Message = "{Component} fail\r\n\"{Subject}\": {Count}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string component, string subject, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "done")]
    private static partial void LogDone(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Url} fails")]
    private static partial void LogUrl(ILogger logger, Exception exception, string url);

    private static string Write(Action<ILogger> log)
    {
        var logger = new FormattingLogger();
        log(logger);
        return logger.Written.ToString();
    }

    private sealed class FormattingLogger : ILogger
    {
        private readonly JsonLineFormatter _formatter = new(new Fixed());

        public StringBuilder Written { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var writer = new StringWriter(Written);
            _formatter.Write(new LogEntry<TState>(logLevel, "Some.Category", eventId, state, exception, formatter!), null, writer);
        }
    }

    private sealed class Fixed : IOptionsMonitor<LineFormatterOptions>
    {
        public LineFormatterOptions CurrentValue { get; } = new() { IsBug = TelemetryHosting.IsBug };

        public LineFormatterOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<LineFormatterOptions, string?> listener) => null;
    }
}
