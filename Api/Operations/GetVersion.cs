using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Operations;

/// <summary>
/// <c>GET /version</c>: which version of the program answers. For callers with a token only: it tells a stranger which faults to look for.
/// </summary>
internal static class GetVersion
{
    public static void MapVersion(this IEndpointRouteBuilder root) =>
        root.MapGet("/version", () => JsonAnswer.Ok(ProgramVersion.Current, ApiJson.Default.ProgramVersion))
            .ForViewersAndProducers()
            .ExcludeFromDescription();
}
