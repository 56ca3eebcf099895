
namespace RetailGrains.Api.Requests;

internal static class Routes
{
    public const string Base = "/api/v1";
}
