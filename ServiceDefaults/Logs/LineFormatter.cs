using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>Options of <see cref="LineFormatter"/>.</summary>
internal sealed class LineFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>Whether every exception is written with its stack. Default false: only exceptions that indicate a bug are.</summary>
    public bool IncludeStacks { get; set; }

    /// <summary>Which exceptions indicate a bug. Default: all.</summary>
    public Func<Exception, bool> IsBug { get; set; } = _ => true;
}

/// <summary>
/// Writes one line per event: time, level, category, message. An exception follows as types and messages, down to the innermost. Its stack
/// is written only for a bug of the program, not for an unavailable database.
/// </summary>
internal sealed class LineFormatter : ConsoleFormatter, IDisposable
{
    public const string FormatterName = "line";

    private readonly IDisposable? _reload;
    private LineFormatterOptions _options;

    public LineFormatter(IOptionsMonitor<LineFormatterOptions> options)
        : base(FormatterName)
    {
        _options = options.CurrentValue;
        _reload = options.OnChange(changed => _options = changed);
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = LogRedaction.Redact(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (_options.TimestampFormat is { } format) textWriter.Write(Now().ToString(format, CultureInfo.InvariantCulture));
        textWriter.Write(NameOf(logEntry.LogLevel));
        textWriter.Write(": ");
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        WriteOnOneLine(textWriter, message);
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(": ");
            WriteOnOneLine(textWriter, LogRedaction.Redact(NeedsStack(exception, _options) ? exception.ToString() : Chain(exception)));
        }

        textWriter.Write(Environment.NewLine);
    }

    public void Dispose() => _reload?.Dispose();

    /// <summary>The types and the first lines of the messages, from the outermost exception to the innermost.</summary>
    internal static string Chain(Exception exception)
    {
        var chain = new StringBuilder(Describe(exception));
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            chain.Append(" <- ").Append(Describe(inner));
        return chain.ToString();
    }

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {FirstLine(exception.Message)}";

    private static string FirstLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    /// <summary>Whether an exception is written with its stack.</summary>
    internal static bool NeedsStack(Exception exception, LineFormatterOptions options) =>
        options.IncludeStacks || options.IsBug(exception);

    private DateTimeOffset Now() => _options.UseUtcTimestamp ? TimeProvider.System.GetUtcNow() : TimeProvider.System.GetLocalNow();

    /// <summary>Text from outside must not be able to forge lines of this log.</summary>
    private static void WriteOnOneLine(TextWriter writer, string text)
    {
        ReadOnlySpan<char> rest = text;
        for (int end = rest.IndexOfAny('\r', '\n'); end >= 0; end = rest.IndexOfAny('\r', '\n'))
        {
            writer.Write(rest[..end]);
            writer.Write(' ');
            rest = rest[(end + 1)..].TrimStart();
        }

        writer.Write(rest);
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
