using RetailGrains.Access;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Api.Audit;

/// <summary>
/// Records administrative actions and their actors. The begin record is written before the action, so that no action is unrecorded. The end
/// record is written before the answer, so that no caller receives an unrecorded result. When the end record cannot be written, the answer
/// is 503, and the operator must look up the result.
/// </summary>
internal sealed class AuditTrail(IAuditStore store, CallTickets tickets, TimeProvider time)
{
    public const string System = "system";

    /// <summary>Performs and records the action of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="action">The action's name in the audit.</param>
    /// <param name="target">The object of the action.</param>
    /// <param name="detail">Details; never a secret.</param>
    /// <param name="act">Performs the action.</param>
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

    /// <summary>Performs and records an action without a request.</summary>
    public Task<T> RunAsync<T>(
        string action, string target, string? detail, Func<Task<T>> act, Func<T, int> status, CancellationToken cancel) =>
        RunAsync(
            new NewAuditEntry(Now(), System, null, action, target, AuditOutcome.Begun, Detail: detail),
            row => tickets.AttachPlatform(row),
            act,
            status,
            cancel);

    /// <summary>Grains that the action calls record it themselves, unless its ticket names the audit row.</summary>
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

    /// <summary>Not cancelled with the request: the action has happened even if the caller has left.</summary>
    private Task<long> EndAsync(NewAuditEntry begun, long id, AuditOutcome outcome, int? status) =>
        store.AppendAsync(begun with { At = Now(), Outcome = outcome, Status = status, Begun = id }, CancellationToken.None);

    private static int StatusOf(IResult result) =>
        (result as IStatusCodeHttpResult)?.StatusCode ?? throw new InvalidOperationException($"{result.GetType()} has no status.");

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
}
