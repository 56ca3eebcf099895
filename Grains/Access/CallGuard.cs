using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Access;

/// <summary>
/// Verifies the callers of administrative methods, which the grain interfaces mark with <see cref="RequiresRoleAttribute"/>, and writes the
/// audit. Any process that reaches a gateway can call every grain, whatever the API allows: the silo checks every such call itself.
/// </summary>
internal sealed partial class CallGuard(
    ICallVerifier verifier, IAuditStore audit, GuardMeter meter, TimeProvider time, ILogger<CallGuard> logger)
{
    private static readonly ConcurrentDictionary<MethodInfo, Rule> Rules = new();

    /// <summary>The interface's attributes require a role of this method's callers.</summary>
    public static bool Guards(MethodInfo method) => Rules.GetOrAdd(method, Rule.Of).Roles is not null;

    /// <summary>For grains that check in the method itself, because a call filter would slow their other calls.</summary>
    /// <typeparam name="TGrain">The grain interface.</typeparam>
    /// <param name="method">The method's name in the interface.</param>
    /// <param name="target">The object of the call, for the audit.</param>
    /// <param name="act">The method's work.</param>
    /// <exception cref="UnauthorizedAccessException">The caller has no valid ticket.</exception>
    public Task RunAsync<TGrain>(string method, string target, Func<Task> act)
        where TGrain : IAddressable =>
        RunAsync(typeof(TGrain).GetMethod(method)!, target, act, static () => true);

    /// <summary>Runs a guarded method.</summary>
    /// <param name="method">The method of the grain interface.</param>
    /// <param name="target">The object of the call, for the audit.</param>
    /// <param name="act">The method's work.</param>
    /// <param name="result">Returns the method's result once the work has ended.</param>
    /// <exception cref="UnauthorizedAccessException">The caller has no valid ticket.</exception>
    public async Task RunAsync(MethodInfo method, string target, Func<Task> act, Func<object?> result)
    {
        Rule rule = Rules.GetOrAdd(method, Rule.Of);
        VerifiedCaller caller = await RequireAsync(method, rule.Roles!);
        if (rule.Action is null || caller.AuditRow is not null) await act();
        else await RunOnRecordAsync(rule.Action, target, caller, act, result);
    }

    private async Task<VerifiedCaller> RequireAsync(MethodInfo method, IReadOnlyList<string> roles)
    {
        VerifiedCaller? caller = await verifier.CallerOfAsync(RequestContext.Get(CallTicket.Key) as string);
        if (caller is not null && roles.Any(caller.Roles.Contains)) return caller;
        string name = $"{method.DeclaringType!.Name}.{method.Name}";
        meter.Denied();
        LogRefused(name, caller?.Name);
        throw new UnauthorizedAccessException($"{name} requires a valid ticket with the role {string.Join(" or ", roles)}.");
    }

    /// <summary>As in the API: a call runs only after its start is in the audit, and returns only after its end is.</summary>
    private async Task RunOnRecordAsync(string action, string target, VerifiedCaller caller, Func<Task> act, Func<object?> result)
    {
        var begun = new NewAuditEntry(Now(), caller.Name, caller.Address, action, target, AuditOutcome.Begun);
        long row = await audit.AppendAsync(begun, CancellationToken.None);
        try
        {
            await act();
        }
        catch
        {
            await EndAsync(AuditOutcome.Failed);
            throw;
        }

        await EndAsync(GuardedCalls.OutcomeOf(result()));

        Task<long> EndAsync(AuditOutcome outcome) =>
            audit.AppendAsync(begun with { At = Now(), Outcome = outcome, Begun = row }, CancellationToken.None);
    }

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);

    [LoggerMessage(LogLevel.Warning, "Refused a call to {Method}: the caller {Caller} has no valid ticket for it")]
    private partial void LogRefused(string method, string? caller);

    private readonly record struct Rule(IReadOnlyList<string>? Roles, string? Action)
    {
        public static Rule Of(MethodInfo method) =>
            new(method.GetCustomAttribute<RequiresRoleAttribute>()?.Roles, method.GetCustomAttribute<AuditedAttribute>()?.Action);
    }
}
