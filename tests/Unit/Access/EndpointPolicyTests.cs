using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using RetailGrains.Access;
using RetailGrains.Api.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Silo.Hosting;
using RetailGrains.Tests.Unit.Limits;

namespace RetailGrains.Tests.Unit.Access;

/// <summary>Checks every endpoint of the API.</summary>
public sealed class EndpointPolicyTests : IDisposable
{
    private static readonly string[] Open =
    [
        "/health", "/startup", "/ready", "/api/v1/health", "/api/v1/startup", "/api/v1/ready", "/api/v1/auth/token",
    ];

    private readonly string _home = Directory.CreateTempSubdirectory("retail-policies-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Every_endpoint_declares_its_roles_and_only_the_expected_endpoints_are_open()
    {
        RouteEndpoint[] endpoints = await EndpointsAsync();
        Assert.True(endpoints.Length > 30);
        Assert.Empty(endpoints.Where(endpoint => !IsOpen(endpoint) && !NamesRoles(endpoint)).Select(endpoint => endpoint.DisplayName));
        string[] open = [.. endpoints.Where(IsOpen).Select(endpoint => endpoint.RoutePattern.RawText!)];
        Assert.All(open, path => Assert.True(
            Open.Contains(path) || path.StartsWith("/docs", StringComparison.Ordinal)
                || path.StartsWith("/openapi", StringComparison.Ordinal),
            $"{path} is open."));
        Assert.All(Open, path => Assert.Contains(path, open));
    }

    [Fact]
    public async Task Every_endpoint_that_is_not_open_declares_its_rule_for_callers_bound_to_stores()
    {
        RouteEndpoint[] guarded = [.. (await EndpointsAsync()).Where(endpoint => !IsOpen(endpoint))];
        Assert.Empty(guarded.Where(endpoint => !HasStoreRule(endpoint)).Select(
            endpoint => $"{endpoint.DisplayName}: declare ForAllStores, ForStoreInPath, ForStoresInContent or ForAnyStore"));
        Assert.Equal(
            ["/api/v1/auth/password", "/version"],
            guarded.Where(endpoint => RuleOf(endpoint) == StoreRule.NoStore).Select(endpoint => endpoint.RoutePattern.RawText).Order());
        Assert.All(
            guarded.Where(endpoint => RuleOf(endpoint) == StoreRule.InPath),
            endpoint => Assert.StartsWith("/api/v1/stores/{id}", endpoint.RoutePattern.RawText, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_policy_refuses_callers_that_are_bound_to_stores_where_the_rule_does() =>
        Assert.All(
            (await EndpointsAsync()).Where(endpoint => !IsOpen(endpoint)),
            endpoint => Assert.Contains(endpoint.Metadata.GetMetadata<AuthorizationPolicy>()!.Requirements,
                one => one is StoreRequirement));

    private async Task<RouteEndpoint[]> EndpointsAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration["RETAIL_HOME"] = _home;
        builder.Configuration["DATABASE_URL"] = ""; // another test may have set the environment variable
        builder.AddApiOptions();
        builder.AddApiServices();
        await using RetailStore store = await builder.OpenStoreAsync(StoreOwnership.None);
        builder.AddGrains(store);
        await using WebApplication app = builder.Build();
        app.MapApi();
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()
            .Where(endpoint => !EndpointRows.IsOfConsole(endpoint))];
    }

    private static StoreRule? RuleOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<StoreRule>();

    private static bool HasStoreRule(RouteEndpoint endpoint) => RuleOf(endpoint) is not null;

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool NamesRoles(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is { } policy
        && policy.Requirements.OfType<Microsoft.AspNetCore.Authorization.Infrastructure.RolesAuthorizationRequirement>().Any();
}
