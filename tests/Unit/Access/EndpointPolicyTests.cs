using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using RetailGrains.Api.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Access;

/// <summary>Checks every endpoint of the API.</summary>
public sealed class EndpointPolicyTests : IDisposable
{
    private static readonly string[] Open =
    [
        "/", "/favicon.ico", "/health", "/startup", "/ready", "/api/v1/health", "/api/v1/startup", "/api/v1/ready", "/api/v1/auth/token",
    ];

    private readonly string _home = Directory.CreateTempSubdirectory("retail-policies-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Every_endpoint_says_who_may_use_it_and_only_those_are_open_that_must_be()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration["RETAIL_HOME"] = _home;
        builder.Configuration["DATABASE_URL"] = ""; // another test may have set the variable of the process
        builder.AddApiOptions();
        builder.AddApiServices();
        await using RetailStore store = await builder.OpenStoreAsync(StoreOwnership.None);
        builder.AddGrains(store);
        await using WebApplication app = builder.Build();
        app.MapApi();
        RouteEndpoint[] endpoints = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];

        Assert.True(endpoints.Length > 30);
        Assert.Empty(endpoints.Where(endpoint => !IsOpen(endpoint) && !NamesRoles(endpoint)).Select(endpoint => endpoint.DisplayName));
        string[] open = [.. endpoints.Where(IsOpen).Select(endpoint => endpoint.RoutePattern.RawText!)];
        Assert.All(open, path => Assert.True(
            Open.Contains(path) || path.StartsWith("/docs", StringComparison.Ordinal) || path.StartsWith("/openapi", StringComparison.Ordinal),
            $"{path} is open."));
        Assert.All(Open, path => Assert.Contains(path, open));
    }

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool NamesRoles(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is { } policy
        && policy.Requirements.OfType<Microsoft.AspNetCore.Authorization.Infrastructure.RolesAuthorizationRequirement>().Any();
}
