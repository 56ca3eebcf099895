using RetailGrains.Failures;

namespace RetailGrains.Ledger;

/// <summary>Tracks whether the silo's commits succeed, delays them while they fail, and reports failures.</summary>
internal sealed class CommitHealth(FailureMonitor failures, TimeProvider time)
{
    private const string Subject = "this silo";

    private readonly WriteGate _gate = new(time);
    private readonly ComponentFailures _commits = failures.Of(Components.LedgerCommits);
    private long _lastAttempt = time.GetTimestamp();

    /// <summary>Whether the last commit failed.</summary>
    public bool IsFailing => _commits.IsFailing;

    /// <summary>Time since the last commit was attempted, or the store was probed.</summary>
    public TimeSpan SinceLastAttempt => time.GetElapsedTime(Volatile.Read(ref _lastAttempt));

    /// <inheritdoc cref="WriteGate.WhenOpenAsync"/>
    public Task WhenOpenAsync(CancellationToken cancel) => _gate.WhenOpenAsync(cancel);

    public void OnSucceeded()
    {
        Volatile.Write(ref _lastAttempt, time.GetTimestamp());
        _gate.OnSucceeded();
        _commits.Succeeded(Subject);
    }

    public void OnFailed(Exception failure)
    {
        Volatile.Write(ref _lastAttempt, time.GetTimestamp());
        _gate.OnFailed(FailureClassifier.Classify(failure));
        _commits.Failed(Subject, failure);
    }
}
