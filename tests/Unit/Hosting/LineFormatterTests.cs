using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class LineFormatterTests
{
    [Fact]
    public void An_event_is_one_line_whatever_is_in_it()
    {
        string line = Written("first\r\n  second\nthird", Thrown(new InvalidOperationException("wrong\nthing")));
        Assert.Equal(1, line.Count(c => c == '\n'));
        Assert.StartsWith(
            "warn: Some.Category: first second third: System.InvalidOperationException: wrong thing", line, StringComparison.Ordinal);
        Assert.Contains(nameof(LineFormatterTests), line, StringComparison.Ordinal); // the stack trace
    }

    [Fact]
    public void An_unreachable_dependency_is_logged_without_a_stack_and_with_every_reason()
    {
        Exception failure = Thrown(new NpgsqlException("Failed to connect", Thrown(new TimeoutException("no answer\nat all"))));
        Assert.Equal(
            $"warn: Some.Category: it failed: NpgsqlException: Failed to connect <- TimeoutException: no answer{Environment.NewLine}",
            Written("it failed", failure));
    }

    [Fact]
    public void Stacks_are_shown_where_they_are_asked_for() =>
        Assert.Contains(nameof(Thrown), Written("it failed", Thrown(new TimeoutException()), stacks: true), StringComparison.Ordinal);

    private static Exception Thrown(Exception failure)
    {
        try
        {
            throw failure;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static string Written(string message, Exception failure, bool stacks = false)
    {
        using var formatter = new LineFormatter(
            new Fixed(new LineFormatterOptions { IncludeStacks = stacks, IsBug = TelemetryHosting.IsBug }));
        var writer = new StringWriter();
        formatter.Write(
            new LogEntry<string>(LogLevel.Warning, "Some.Category", default, message, failure, (text, _) => text), null, writer);
        return writer.ToString();
    }

    private sealed class Fixed(LineFormatterOptions value) : IOptionsMonitor<LineFormatterOptions>
    {
        public LineFormatterOptions CurrentValue => value;

        public LineFormatterOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<LineFormatterOptions, string?> listener) => null;
    }
}
