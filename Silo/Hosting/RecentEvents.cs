using Microsoft.Extensions.Logging;
using RetailGrains.Operations;
using RetailGrains.ServiceDefaults.Logs;

namespace RetailGrains.Silo.Hosting;

/// <summary>Remembers the last warnings and errors of the process, for <c>GET /admin/diagnostics</c>. Thread-safe.</summary>
internal sealed class RecentEvents(TimeProvider time)
{
    public const int Capacity = 50;

    private const int MaxLength = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedEvent> _events = new(Capacity);

    public void Add(LogLevel level, string category, string message)
    {
        string text = LogRedaction.Redact(message);
        var logged = new LoggedEvent(
            time.GetUtcNow().UtcDateTime, $"{level}", category, text.Length > MaxLength ? $"{text[..MaxLength]}..." : text);
        lock (_lock)
        {
            if (_events.Count == Capacity) _events.Dequeue();
            _events.Enqueue(logged);
        }
    }

    /// <summary>Returns them, the oldest first.</summary>
    public LoggedEvent[] List()
    {
        lock (_lock) return [.. _events];
    }
}

/// <summary>The loggers that fill <see cref="RecentEvents"/>. They see what the console sees, after the filters and the sampler.</summary>
[ProviderAlias("Recent")]
internal sealed class RecentEventsProvider(RecentEvents events) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(events, categoryName);

    public void Dispose()
    {
        // no resources
    }

    private sealed class Logger(RecentEvents events, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            string message = formatter(state, exception);
            events.Add(logLevel, category, exception is null ? message : $"{message}: {LineFormatter.Chain(exception)}");
        }
    }
}
