using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.Platform;

/// <summary>Whether the console and the API behind it can answer; open pages ask, to report an interruption and its end.</summary>
internal static class AliveEndpoint
{
    public static void MapAlive(this IEndpointRouteBuilder console) => console.MapGet("/alive", GetAsync).NeedsNoSession();

    private static async Task<IResult> GetAsync(RetailApi api, CancellationToken cancel)
    {
        try
        {
            await api.GetApiReadinessAsync(cancel);
            return Results.NoContent();
        }
        catch (Exception e) when (Failure.Is(e))
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
