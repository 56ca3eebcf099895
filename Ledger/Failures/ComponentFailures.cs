using Microsoft.Extensions.Logging;

namespace RetailGrains.Failures;

/// <summary>
/// The failures of one component, over all its subjects (partitions, entities). The component fails while any subject does. Thread-safe. A
/// success costs one read while nothing fails.
/// </summary>
public sealed partial class ComponentFailures
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A failure within this time after the last report belongs to that report, so that a flapping component does not fill the log.
    /// </summary>
    private static readonly TimeSpan FlapInterval = TimeSpan.FromSeconds(10);

    /// <summary>Shorter failures are handled by retries.</summary>
    private static readonly TimeSpan ProblemAfter = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Every failing subject is retried within this time. A subject without a failure for longer is no longer retried because it no longer
    /// exists, such as an entity whose activation has ended.
    /// </summary>
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);

    /// <summary>Above this number of subjects, only their count is kept.</summary>
    private const int MaxSubjects = 1_000;

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FailureMeter? _meter;
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

    internal ComponentFailures(string name, TimeProvider time, ILogger logger, FailureMeter? meter = null) =>
        (_name, _time, _logger, _meter) = (name, time, logger, meter);

    /// <summary>The last attempt of any subject failed.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>"Ledger commits fail (53100 disk full)"; null when the component works, or has not failed for long.</summary>
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

    /// <summary>Reports that an attempt failed and will be retried.</summary>
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

        _meter?.Failed(_name, kind);
        LogAttempt(_logger, failure, _name, subject);
    }

    /// <summary>Reports that an attempt succeeded.</summary>
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

    [LoggerMessage(
        Message = "{Component} still fail after {Seconds} s: {Count} failures since the last report, of {Subjects}; last: {Reason}")]
    private static partial void LogStillFails(
        ILogger logger, LogLevel level, Exception? exception, string component, long seconds, long count, int subjects, string reason);

    [LoggerMessage(LogLevel.Information, "{Component} work again after {Seconds} s and {Count} failures")]
    private static partial void LogRecovered(ILogger logger, string component, long seconds, long count);

    [LoggerMessage(LogLevel.Debug, "{Component}: an attempt failed ({Subject})")]
    private static partial void LogAttempt(ILogger logger, Exception exception, string component, string subject);
}
