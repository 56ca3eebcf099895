using Microsoft.Extensions.DependencyInjection;

namespace RetailGrains.Access;

/// <summary>
/// A grain with administrative methods. The call filter applies to these grains only, because a global one would slow every call to the
/// ledger.
/// </summary>
internal abstract class GuardedGrain : Grain, IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) =>
        context.InterfaceMethod is { } method && CallGuard.Guards(method)
            ? ServiceProvider.GetRequiredService<CallGuard>().RunAsync(method, TargetOf(context), context.Invoke, () => context.Result)
            : context.Invoke();

    /// <summary>The object of a call, for the audit.</summary>
    protected virtual string TargetOf(IIncomingGrainCallContext context) =>
        (context.Request.GetArgumentCount() > 0 ? GuardedCalls.TargetOf(context.Request.GetArgument(0)) : null) ?? this.GetGrainId().Key
            .ToString()!;
}
