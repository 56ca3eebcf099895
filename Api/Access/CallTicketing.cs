using RetailGrains.Access;
using RetailGrains.Api.Description;

namespace RetailGrains.Api.Access;

/// <summary>Gives the grain calls of requests that sign in or administer a ticket, which guarded grains ask for. Others need none.</summary>
internal static class CallTicketing
{
    /// <summary>After it is known who calls what.</summary>
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
