using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.ServiceDefaults;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Operations;

/// <summary>
/// <c>GET /version</c>: the program's version. It needs a token, because a version reveals to an attacker which vulnerabilities to try.
/// </summary>
internal static class GetVersion
{
    public static void MapVersion(this IEndpointRouteBuilder root) =>
        root.MapGet("/version", () => JsonAnswer.Ok(ProgramVersion.Current, ApiJson.Default.ProgramVersion))
            .ForViewersAndProducers()
            .ForAnyStore()
            .ExcludeFromDescription();
}
