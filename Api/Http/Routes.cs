namespace RetailGrains.Api.Http;

internal static class Routes
{
    public const string Base = "/api/v1";
}
