using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Access;

/// <summary>
/// A grain with administrative methods, which its interface marks with <see cref="RequiresRoleAttribute"/>. Any process that reaches a
/// gateway can call every grain, whatever the API allows. So the silo itself verifies the caller of such a method and writes an audit row.
/// The filter applies to these grains only, because a global one would slow every call to the ledger.
/// </summary>
internal abstract partial class GuardedGrain : Grain, IIncomingGrainCallFilter
{
    private static readonly ConcurrentDictionary<MethodInfo, Guard> Guards = new();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        Guard guard = context.InterfaceMethod is { } method ? Guards.GetOrAdd(method, Guard.Of) : default;
        if (guard.Roles is null)
        {
            await context.Invoke();
            return;
        }

        VerifiedCaller caller = await RequireAsync(context, guard.Roles);
        if (guard.Action is null || caller.AuditRow is not null) await context.Invoke();
        else await InvokeOnRecordAsync(context, guard.Action, caller);
    }

    private async Task<VerifiedCaller> RequireAsync(IIncomingGrainCallContext context, IReadOnlyList<string> roles)
    {
        var verifier = ServiceProvider.GetRequiredService<ICallVerifier>();
        VerifiedCaller? caller = await verifier.CallerOfAsync(RequestContext.Get(CallTicket.Key) as string);
        if (caller is not null && roles.Any(caller.Roles.Contains)) return caller;
        string method = $"{context.InterfaceName}.{context.MethodName}";
        ServiceProvider.GetRequiredService<GuardMeter>().Denied();
        LogRefused(ServiceProvider.GetRequiredService<ILogger<GuardedGrain>>(), method, caller?.Name, context.SourceId);
        throw new UnauthorizedAccessException($"{method} requires a valid ticket with the role {string.Join(" or ", roles)}.");
    }

    /// <summary>As in the API: a call runs only after its start is in the audit, and returns only after its end is.</summary>
    private async Task InvokeOnRecordAsync(IIncomingGrainCallContext context, string action, VerifiedCaller caller)
    {
        var store = ServiceProvider.GetRequiredService<IAuditStore>();
        var begun = new NewAuditEntry(Now(), caller.Name, caller.Address, action, TargetOf(context), AuditOutcome.Begun);
        long row = await store.AppendAsync(begun, CancellationToken.None);
        try
        {
            await context.Invoke();
        }
        catch
        {
            await EndAsync(AuditOutcome.Failed);
            throw;
        }

        await EndAsync(GuardedCalls.OutcomeOf(context.Result));

        Task<long> EndAsync(AuditOutcome outcome) =>
            store.AppendAsync(begun with { At = Now(), Outcome = outcome, Begun = row }, CancellationToken.None);
    }

    private string TargetOf(IIncomingGrainCallContext context) =>
        (context.Request.GetArgumentCount() > 0 ? GuardedCalls.TargetOf(context.Request.GetArgument(0)) : null) ?? this.GetGrainId().Key
            .ToString()!;

    private DateTime Now() =>
        TransactionRules.WholeMicroseconds(ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);

    [LoggerMessage(
        LogLevel.Warning, "Refused a call to {Method} from {Source}: the caller {Caller} has no valid ticket for it")]
    private static partial void LogRefused(ILogger logger, string method, string? caller, GrainId? source);

    private readonly record struct Guard(IReadOnlyList<string>? Roles, string? Action)
    {
        public static Guard Of(MethodInfo method) =>
            new(method.GetCustomAttribute<RequiresRoleAttribute>()?.Roles, method.GetCustomAttribute<AuditedAttribute>()?.Action);
    }
}
