using System.Diagnostics;

namespace RetailGrains.Tracing;

/// <summary>
/// The platform's spans, in addition to those of ASP.NET Core, Orleans and Npgsql. Work for many requests cannot be a child of them all: a
/// commit is a child of one and linked to the others, and work after the answer has a separate trace, linked to its causes.
/// Without a listener every method returns immediately.
/// </summary>
internal static class Spans
{
    /// <summary>The name of the source.</summary>
    public const string Source = "RetailGrains";

    /// <summary>A group commit.</summary>
    public const string Commit = "ledger.commit";

    /// <summary>The delivery of a run of entries to their stores, products and customers.</summary>
    public const string Deliver = "ledger.deliver";

    /// <summary>A bulk write to the projection tables.</summary>
    public const string Save = "projection.save";

    /// <summary>A delivery of a sales stream.</summary>
    public const string Ingest = "stream.ingest";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>Names of the spans that may begin a trace.</summary>
    public static IReadOnlyList<string> Roots { get; } = [Commit, Deliver, Save, Ingest];

    /// <summary>The current span, if it is sampled; otherwise default.</summary>
    public static ActivityContext Current => Activity.Current is { Recorded: true } span ? span.Context : default;

    /// <summary>Begins the span of a commit, in the trace of the first request that it serves.</summary>
    public static Activity? StartCommit(IReadOnlyList<ActivityContext> requests)
    {
        if (!Activities.HasListeners()) return null;
        return requests.Count == 0
            ? StartRoot(Commit, ActivityKind.Internal, requests)
            : Activities.StartActivity(Commit, ActivityKind.Internal, requests[0], tags: null, Links(requests.Skip(1)));
    }

    /// <summary>Begins a trace that is linked to its causes, whatever the current span is.</summary>
    public static Activity? StartRoot(string name, ActivityKind kind, IReadOnlyList<ActivityContext> causes)
    {
        if (!Activities.HasListeners()) return null;
        Activity? current = Activity.Current;
        Activity.Current = null;
        Activity? root = Activities.StartActivity(name, kind, parentContext: default, tags: null, Links(causes));
        if (root is null) Activity.Current = current;
        PassToCalls();
        return root;
    }

    /// <summary>Lets the grain calls that follow in this flow continue the current span, or none if it is not sampled.</summary>
    public static void PassToCalls() => CallTrace.Continue(Activity.Current is { Recorded: true } span ? span.Id : null);

    /// <summary>Makes a span the current one, also for the grain calls that follow in this flow.</summary>
    /// <param name="span">Null separates background work from the request that happens to start it.</param>
    public static void Continue(Activity? span)
    {
        Activity.Current = span;
        PassToCalls();
    }

    /// <summary>
    /// Runs a grain's method in a span, if its caller is sampled. The calls that the method makes continue the span. Use a static function,
    /// so that a call that is not sampled allocates nothing.
    /// </summary>
    /// <param name="grain">The grain interface.</param>
    /// <param name="method">Its method.</param>
    /// <param name="state">What the function needs.</param>
    /// <param name="call">Does the method's work.</param>
    public static ValueTask<TResult> CallAsync<TState, TResult>(
        string grain, string method, TState state, Func<TState, ValueTask<TResult>> call) =>
        CallTrace.Parent is { } parent && ActivityContext.TryParse(parent, traceState: null, isRemote: true, out ActivityContext caller)
            ? CallTracedAsync(grain, method, caller, state, call)
            : call(state);

    /// <summary>Marks a span as failed. The message of the exception may contain data, so only its type is kept.</summary>
    public static void Fail(this Activity? span, Exception failure) => span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);

    private static async ValueTask<TResult> CallTracedAsync<TState, TResult>(
        string grain, string method, ActivityContext caller, TState state, Func<TState, ValueTask<TResult>> call)
    {
        using Activity? span = Activities.StartActivity($"{grain}/{method}", ActivityKind.Server, caller);
        span?.SetTag("rpc.system", "orleans").SetTag("rpc.service", grain).SetTag("rpc.method", method);
        PassToCalls();
        try
        {
            return await call(state);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    private static ActivityLink[]? Links(IEnumerable<ActivityContext> contexts)
    {
        ActivityLink[] links = [.. contexts.Select(context => new ActivityLink(context))];
        return links.Length > 0 ? links : null;
    }
}
