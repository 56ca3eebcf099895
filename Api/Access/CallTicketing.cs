using RetailGrains.Access;
using RetailGrains.Api.Description;

namespace RetailGrains.Api.Access;

/// <summary>
/// Attaches a ticket to the grain calls of requests that sign in or administer; guarded methods require one. The audit attaches its own to
/// what it records.
/// </summary>
internal static class CallTicketing
{
    /// <summary>Call this after authentication and routing.</summary>
    public static void UseCallTickets(this WebApplication app)
    {
        var tickets = app.Services.GetRequiredService<CallTickets>();
        app.Use((http, next) =>
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { Tag: Tags.Access or Tags.Operations })
                tickets.Attach(http.User, http.Connection.RemoteIpAddress?.ToString());
            return next(http);
        });
    }
}
