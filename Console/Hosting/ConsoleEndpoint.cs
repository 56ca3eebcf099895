namespace RetailGrains.WebConsole.Hosting;

/// <summary>Marks an endpoint of the console, so that the console's rules apply to it and to no other.</summary>
/// <param name="NeedsSession">Whether a caller without a session is sent to the sign-in page.</param>
internal sealed record ConsoleEndpoint(bool NeedsSession);

internal static class ConsoleEndpoints
{
    /// <summary>For endpoints that anyone may call.</summary>
    public static void NeedsNoSession(this IEndpointConventionBuilder endpoint) =>
        endpoint.Add(builder => builder.Metadata.Add(new ConsoleEndpoint(NeedsSession: false)));
}
