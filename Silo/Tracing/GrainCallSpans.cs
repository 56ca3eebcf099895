using System.Diagnostics;
using Orleans.Runtime;
using RetailGrains.Tracing;

namespace RetailGrains.Silo.Tracing;

/// <summary>
/// Continues traces in the calls of our grains. Orleans' own filters create a span for every call of an unsampled request as well, which
/// costs more than the few sampled ones together: these do nothing unless the caller is sampled.
/// </summary>
internal static class GrainCallSpans
{
    /// <summary>The name of the source.</summary>
    public const string Source = "RetailGrains.GrainCalls";

    /// <summary>The header of a call that has its trace, in W3C's format.</summary>
    private const string Parent = "traceparent";

    /// <summary>Orleans' own grains have other namespaces.</summary>
    private const string OwnNamespace = "RetailGrains";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>The caller's side.</summary>
    internal sealed class Outgoing : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (Activity.Current is { Recorded: true } && IsOwn(context)) return InvokeTracedAsync(context);
            // Of a call that caused this one, but not within its trace.
            if (RequestContext.Get(Parent) is not null) RequestContext.Remove(Parent);
            return context.Invoke();
        }

        /// <summary>Async, so that the header and the current span are this call's only.</summary>
        private static async Task InvokeTracedAsync(IOutgoingGrainCallContext context)
        {
            using Activity? span = Activities.StartActivity(context.Request.GetActivityName(), ActivityKind.Client);
            RequestContext.Set(Parent, (span ?? Activity.Current)?.Id!);
            await InvokeAsync(context, span);
        }
    }

    /// <summary>The grain's side.</summary>
    internal sealed class Incoming : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) =>
            RequestContext.Get(Parent) is string parent
                && ActivityContext.TryParse(parent, traceState: null, isRemote: true, out ActivityContext caller)
                && IsOwn(context)
                ? InvokeTracedAsync(context, caller)
                : context.Invoke();

        private static async Task InvokeTracedAsync(IIncomingGrainCallContext context, ActivityContext caller)
        {
            using Activity? span = Activities.StartActivity(context.Request.GetActivityName(), ActivityKind.Server, caller);
            await InvokeAsync(context, span);
        }
    }

    private static bool IsOwn(IGrainCallContext context) =>
        context.Request.GetInterfaceType().Namespace?.StartsWith(OwnNamespace, StringComparison.Ordinal) == true;

    private static async Task InvokeAsync(IGrainCallContext context, Activity? span)
    {
        span?.SetTag("rpc.system", "orleans")
            .SetTag("rpc.service", context.Request.GetInterfaceName())
            .SetTag("rpc.method", context.Request.GetMethodName());
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }
}
