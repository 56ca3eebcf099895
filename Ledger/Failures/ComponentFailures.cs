using Microsoft.Extensions.Logging;

namespace RetailGrains.Failures;

/// <summary>
/// The failures of one component, over all its subjects (partitions, entities). It fails as long as any subject does. Thread-safe; a
/// success costs one read while nothing fails.
/// </summary>
public sealed partial class ComponentFailures
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    /// <summary>A failure that follows the last report so closely is part of it: a component that flaps does not fill the log.</summary>
    private static readonly TimeSpan FlapInterval = TimeSpan.FromSeconds(10);

    /// <summary>Retries ride out what is shorter.</summary>
    private static readonly TimeSpan ProblemAfter = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whatever still fails is retried within this time. Longer without a failure, nobody tries any more: what failed is gone, such as an
    /// entity whose activation ended.
    /// </summary>
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);

    /// <summary>Beyond so many subjects only the number counts.</summary>
    private const int MaxSubjects = 1_000;

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private volatile bool _isFailing;
    private long _since;
    private long _failedAt;
    private long _loggedAt;
    private bool _logged;
    private bool _everLogged;
    private long _count;
    private long _countAtLog;
    private FailureKind _kind;
    private string _reason = string.Empty;

    internal ComponentFailures(string name, TimeProvider time, ILogger logger) => (_name, _time, _logger) = (name, time, logger);

    /// <summary>Its last attempt failed, of any subject.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>"Ledger commits fail (53100 disk full)"; null when it works, or has not failed for long.</summary>
    public string? Problem
    {
        get
        {
            if (!_isFailing) return null;
            lock (_gate)
            {
                if (_time.GetElapsedTime(_failedAt) > Expiry) End();
                TimeSpan elapsed = _time.GetElapsedTime(_since);
                bool matters = _kind == FailureKind.Permanent || elapsed >= ProblemAfter;
                return _isFailing && matters ? $"{_name} fail ({_reason})" : null;
            }
        }
    }

    /// <summary>An attempt failed and will be made again.</summary>
    public void Failed(string subject, Exception failure)
    {
        FailureKind kind = FailureClassifier.Classify(failure);
        string reason = FailureClassifier.Describe(failure);
        lock (_gate)
        {
            if (_failing.Count == 0) Begin();
            if (_failing.Count < MaxSubjects) _failing.Add(subject);
            (_kind, _reason, _failedAt, _isFailing) = (kind, reason, _time.GetTimestamp(), true);
            _count++;
            LogIfDue(kind == FailureKind.Bug ? failure : null);
        }

        LogAttempt(_logger, failure, _name, subject);
    }

    /// <summary>An attempt succeeded.</summary>
    public void Succeeded(string subject)
    {
        if (!_isFailing) return;
        lock (_gate)
        {
            if (_failing.Remove(subject) && _failing.Count == 0) End();
        }
    }

    private void End()
    {
        _failing.Clear();
        _isFailing = false;
        if (!_logged) return;
        _logged = false;
        long seconds = Seconds();
        LogRecovered(_logger, _name, seconds, _count);
    }

    private void Begin()
    {
        _since = _time.GetTimestamp();
        (_count, _countAtLog) = (0, 0);
    }

    private void LogIfDue(Exception? bug)
    {
        TimeSpan sinceLog = _time.GetElapsedTime(_loggedAt);
        if (_everLogged && sinceLog < (_logged ? LogInterval : FlapInterval)) return;
        LogLevel level = _kind is FailureKind.Permanent or FailureKind.Bug ? LogLevel.Error : LogLevel.Warning;
        if (_logged)
        {
            long seconds = Seconds();
            LogStillFails(_logger, level, bug, _name, seconds, _count - _countAtLog, _failing.Count, _reason);
        }
        else
        {
            string first = _failing.First();
            LogFails(_logger, level, bug, _name, first, _reason);
        }

        (_logged, _everLogged, _loggedAt, _countAtLog) = (true, true, _time.GetTimestamp(), _count);
    }

    private long Seconds() => (long)_time.GetElapsedTime(_since).TotalSeconds;

    [LoggerMessage(Message = "{Component} fail ({Subject}): {Reason}; retrying")]
    private static partial void LogFails(
        ILogger logger, LogLevel level, Exception? exception, string component, string subject, string reason);

    [LoggerMessage(Message = "{Component} still fail after {Seconds} s: {Count} failures since the last report, of {Subjects}; last: {Reason}")]
    private static partial void LogStillFails(
        ILogger logger, LogLevel level, Exception? exception, string component, long seconds, long count, int subjects, string reason);

    [LoggerMessage(LogLevel.Information, "{Component} work again after {Seconds} s and {Count} failures")]
    private static partial void LogRecovered(ILogger logger, string component, long seconds, long count);

    [LoggerMessage(LogLevel.Debug, "{Component}: an attempt failed ({Subject})")]
    private static partial void LogAttempt(ILogger logger, Exception exception, string component, string subject);
}
