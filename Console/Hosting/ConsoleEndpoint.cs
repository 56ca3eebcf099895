namespace RetailGrains.WebConsole.Hosting;

/// <summary>How an endpoint of the console uses the caller's session.</summary>
internal enum SessionUse
{
    /// <summary>Anyone may call it.</summary>
    None,

    /// <summary>It uses the session, and does not keep it alive: the page calls it without the user.</summary>
    Background,

    /// <summary>A caller without a session is sent to the sign-in page. A call keeps the session alive.</summary>
    Required,
}

/// <summary>Marks an endpoint of the console, so that the console's rules apply to it and to no other.</summary>
internal sealed record ConsoleEndpoint(SessionUse Session);

internal static class ConsoleEndpoints
{
    /// <summary>For endpoints that anyone may call.</summary>
    public static void NeedsNoSession(this IEndpointConventionBuilder endpoint) => endpoint.Uses(SessionUse.None);

    public static void Uses(this IEndpointConventionBuilder endpoint, SessionUse session) =>
        endpoint.Add(builder => builder.Metadata.Add(new ConsoleEndpoint(session)));
}
