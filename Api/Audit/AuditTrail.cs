using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Api.Audit;

/// <summary>
/// Remembers who did what. The beginning is written before the action, so that nothing is done that is not on record; the end before the
/// answer, so that nobody is told of what is not. When the end can't be written the answer is 503, and the beginning stands alone: what
/// came of it is then to be looked up.
/// </summary>
internal sealed class AuditTrail(IAuditStore store, CallTickets tickets, TimeProvider time)
{
    public const string System = "system";

    /// <summary>Does what a request asks for.</summary>
    /// <param name="http">The request.</param>
    /// <param name="action">What it does, by its name in the audit.</param>
    /// <param name="target">To what.</param>
    /// <param name="detail">More about it; never a secret.</param>
    /// <param name="act">Does it.</param>
    public Task<IResult> RunAsync(HttpContext http, string action, string target, string? detail, Func<Task<IResult>> act)
    {
        string actor = Caller.NameOf(http.User) ?? throw new InvalidOperationException($"{action} was allowed without a token.");
        string? address = http.Connection.RemoteIpAddress?.ToString();
        return RunAsync(
            new NewAuditEntry(Now(), actor, address, action, target, AuditOutcome.Begun, Detail: detail),
            row => tickets.Attach(http.User, address, row),
            act,
            StatusOf,
            http.RequestAborted);
    }

    /// <summary>Does what no request asked for.</summary>
    public Task<T> RunAsync<T>(string action, string target, string? detail, Func<Task<T>> act, Func<T, int> status, CancellationToken cancel) =>
        RunAsync(
            new NewAuditEntry(Now(), System, null, action, target, AuditOutcome.Begun, Detail: detail),
            row => tickets.AttachPlatform(row),
            act,
            status,
            cancel);

    /// <summary>Grains that are called by the action put it on record themselves, unless its ticket names the row.</summary>
    private async Task<T> RunAsync<T>(
        NewAuditEntry begun, Action<long> attachTicket, Func<Task<T>> act, Func<T, int> statusOf, CancellationToken cancel)
    {
        long id = await store.AppendAsync(begun, cancel);
        attachTicket(id);
        T result;
        try
        {
            result = await act();
        }
        catch (Exception)
        {
            await EndAsync(begun, id, AuditOutcome.Failed, status: null);
            throw;
        }

        int status = statusOf(result);
        AuditOutcome outcome = status switch
        {
            < 400 => AuditOutcome.Done,
            < 500 => AuditOutcome.Refused,
            _ => AuditOutcome.Failed,
        };
        await EndAsync(begun, id, outcome, status);
        return result;
    }

    /// <summary>Not cancelled with the request: what was done was done, though nobody waits for the answer.</summary>
    private Task<long> EndAsync(NewAuditEntry begun, long id, AuditOutcome outcome, int? status) =>
        store.AppendAsync(begun with { At = Now(), Outcome = outcome, Status = status, Begun = id }, CancellationToken.None);

    private static int StatusOf(IResult result) =>
        (result as IStatusCodeHttpResult)?.StatusCode ?? throw new InvalidOperationException($"{result.GetType()} has no status.");

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
}
