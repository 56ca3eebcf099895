using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Silo.Access;

/// <summary>
/// Records attempts to sign in. A success is written before the token is issued, but at most once a minute per subject and address. Further
/// successes and all refused attempts are counted, and a summary is written each minute, so that sign-ins cannot fill the audit.
/// </summary>
/// <remarks>A row that cannot be written blocks no sign-in: it is counted in the next summary.</remarks>
internal sealed partial class SignInAudit(
    IAuditStore store, AccessMeter meter, FailureMonitor failures, TimeProvider time, ILogger<SignInAudit> logger)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time), ISignInLog
{
    public const string Action = "sign-in";

    /// <summary>The actor of attempts that were not authenticated. No account can have this name.</summary>
    public const string Nobody = "-";

    private const int Success = 200;
    private const int Delayed = 429;
    private const int MaxRecent = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How long a sign-in waits for its audit row.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(2);

    private readonly SignInTally _tally = new();
    private readonly ConcurrentDictionary<(string Id, string Address), long> _recent = new();

    public async Task SucceededAsync(string id, string address)
    {
        meter.SignedIn();
        DateTime now = Now();
        if (!IsFirst(id, address))
        {
            _tally.Add(id, address, Success, now);
            return;
        }

        using var timeout = new CancellationTokenSource(WriteTimeout, Time);
        try
        {
            await store.AppendAsync(new NewAuditEntry(now, id, address, Action, id, AuditOutcome.Done, Success), timeout.Token);
        }
        catch (Exception e) when (FailureClassifier.IsUnavailable(e))
        {
            _tally.Add(id, address, Success, now);
        }
    }

    public void Refused(string? id, string address, int status)
    {
        meter.SignInRefused(delayed: status == Delayed);
        _tally.Add(id, address, status, Now());
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception e) when (FailureClassifier.IsUnavailable(e))
        {
            LogLost(_tally.Take().Sum(count => count.Count), FailureClassifier.Describe(e));
        }
    }

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        _recent.Clear();
        Queue<SignInCount> left = new(_tally.Take());
        try
        {
            for (; left.TryPeek(out SignInCount? count); left.Dequeue()) await store.AppendAsync(RowOf(count), stopping);
        }
        finally
        {
            foreach (SignInCount count in left) _tally.Add(count);
        }
    }

    private static NewAuditEntry RowOf(SignInCount count)
    {
        bool isSuccess = count.Kind.Status == Success;
        return new NewAuditEntry(
            count.Last,
            isSuccess ? count.Kind.Id : Nobody,
            count.Kind.Address,
            Action,
            count.Kind.Id,
            isSuccess ? AuditOutcome.Done : AuditOutcome.Refused,
            count.Kind.Status,
            count.Detail);
    }

    private bool IsFirst(string id, string address) => _recent.Count < MaxRecent && _recent.TryAdd((id, address), 0);

    [LoggerMessage(LogLevel.Warning, "{Tries} sign-in attempts are missing from the audit: writing them during the stop failed ({Reason})")]
    private partial void LogLost(int tries, string reason);

    private DateTime Now() => TransactionRules.WholeMicroseconds(Time.GetUtcNow().UtcDateTime);
}
