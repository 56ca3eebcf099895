using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using RetailGrains.Failures;

namespace RetailGrains.Tests.Unit.Failures;

public sealed class ComponentFailuresTests
{
    private static readonly TimeoutException Passing = new("no answer");
    private static readonly PostgresException Full = new("disk full", "ERROR", "ERROR", "53100");

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<FailureMonitor> _logger = new();
    private readonly FailureMonitor _monitor;
    private readonly ComponentFailures _failures;

    public ComponentFailuresTests()
    {
        _monitor = new FailureMonitor(_time, _logger);
        _failures = _monitor.Of(Components.LedgerCommits);
    }

    private string[] Lines =>
        [.. _logger.Collector.GetSnapshot().Where(line => line.Level > LogLevel.Debug).Select(line => line.Message)];

    [Fact]
    public void A_failure_is_logged_when_it_starts_once_a_minute_and_when_it_ends()
    {
        for (int second = 0; second < 150; second++)
        {
            for (int i = 0; i < 100; i++) _failures.Failed($"partition {i % 16}", Passing);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        for (int i = 0; i < 16; i++) _failures.Succeeded($"partition {i}");
        Assert.Equal(
            [
                "Ledger commits fail (partition 0): TimeoutException: no answer; retrying",
                "Ledger commits still fail after 60 s: 6000 failures since the last report, of 16; last: TimeoutException: no answer",
                "Ledger commits still fail after 120 s: 6000 failures since the last report, of 16; last: TimeoutException: no answer",
                "Ledger commits work again after 150 s and 15000 failures",
            ],
            Lines);
    }

    [Fact]
    public void A_component_fails_as_long_as_one_of_its_subjects_does()
    {
        _failures.Failed("partition 1", Full);
        _failures.Failed("partition 2", Full);
        _failures.Succeeded("partition 1");
        _failures.Succeeded("partition 3");
        Assert.True(_failures.IsFailing);
        _failures.Succeeded("partition 2");
        Assert.False(_failures.IsFailing);
        Assert.Null(_failures.Problem);
    }

    [Fact]
    public void A_flapping_component_does_not_fill_the_log()
    {
        for (int i = 0; i < 600; i++)
        {
            _failures.Failed("it", Passing);
            _failures.Succeeded("it");
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(Lines.Length, 2, 14); // in one minute
    }

    [Fact]
    public void A_permanent_failure_is_a_problem_immediately_and_a_transient_one_when_it_lasts()
    {
        _failures.Failed("it", Passing);
        Assert.Null(_failures.Problem);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("Ledger commits fail (TimeoutException: no answer)", _failures.Problem);
        _failures.Failed("it", Full);
        Assert.Equal(["Ledger commits fail (53100 disk full)"], _monitor.Problems(critical: true));
        Assert.Empty(_monitor.Problems(critical: false));
        _monitor.Of(Components.Checkpoints).Failed("it", Full);
        Assert.Equal(["Checkpoint writes fail (53100 disk full)"], _monitor.Problems(critical: false));
    }

    [Fact]
    public void Only_a_bug_is_logged_with_its_stack()
    {
        _failures.Failed("it", Full);
        Assert.Null(_logger.LatestRecord.Level == LogLevel.Debug ? _logger.Collector.GetSnapshot()[0].Exception : null);
        _monitor.Of(Components.Checkpoints).Failed("it", new InvalidOperationException("wrong"));
        Assert.Contains(_logger.Collector.GetSnapshot(), line => line is { Level: LogLevel.Error, Exception: InvalidOperationException });
    }

    [Fact]
    public void Subjects_are_bounded()
    {
        for (int i = 0; i < 5_000; i++) _failures.Failed($"entity {i}", Passing);
        _time.Advance(TimeSpan.FromMinutes(1));
        _failures.Failed("entity 0", Passing);
        Assert.Contains("of 1000;", Lines[^1], StringComparison.Ordinal);
        for (int i = 0; i < 1_000; i++) _failures.Succeeded($"entity {i}");
        Assert.False(_failures.IsFailing);
    }
}
