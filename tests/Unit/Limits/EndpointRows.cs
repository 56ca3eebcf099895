using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using RetailGrains.Api.Description;
using RetailGrains.Api.Hosting;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Live;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Settings;
using RetailGrains.Silo;
using RetailGrains.Silo.Operations;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.Tests.Unit.Limits;

/// <summary>One row per endpoint of the programs, with the limits that are set on the endpoint itself.</summary>
internal static class EndpointRows
{
    private const string Dashboard = "/dashboard/";

    public static async Task<IReadOnlyList<string>> OfApiAsync() => await RowsAsync(
        app =>
        {
            app.UseApiPipeline();
            app.MapApi();
        },
        builder =>
        {
            builder.AddApiOptions();
            builder.AddApiServices();
        });

    public static async Task<IReadOnlyList<string>> OfOperationsPortAsync() => await RowsAsync(
        app => app.MapOperations(),
        builder =>
        {
            builder.ListenOnOperationsPort();
            builder.UseOrleans(silo => silo.AddDashboard());
        });

    /// <summary>Builds the host as the program does, without starting it.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(Action<WebApplication> map, Action<WebApplicationBuilder> add)
    {
        string home = Path.Combine(Path.GetTempPath(), $"retail-limits-{Guid.NewGuid():N}");
        try
        {
            await using RetailStore store = await RetailStore.OpenAsync(
                new StoreOptions { Home = home }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            WebApplicationBuilder builder = WebApplication.CreateBuilder();
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["JWT_SECRET_KEY"] = new('k', 64), ["RETAIL_HOME"] = home });
            builder.Logging.ClearProviders();
            add(builder);
            builder.AddRetailSilo(store);
            await using WebApplication app = builder.Build();
            map(app);
            return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .Where(endpoint => !IsOfConsole(endpoint))
                .SelectMany(endpoint => RowsOf(endpoint, app.Services)).Distinct().Order(StringComparer.Ordinal)];
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Endpoints of the console have no rows, because the page describes the console in one paragraph.</summary>
    public static bool IsOfConsole(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ConsoleEndpoint>() is not null
        || endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("_framework", StringComparison.Ordinal);

    private static IEnumerable<string> RowsOf(RouteEndpoint endpoint, IServiceProvider services)
    {
        IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
        foreach (string method in methods.Where(method => method != HttpMethods.Head))
        {
            string path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            // Orleans defines the endpoints of its dashboard, so one row covers all of them.
            if (path.StartsWith(Dashboard, StringComparison.Ordinal)) path = Dashboard + "*";
            yield return $"| `{method} {path}` | {Who(endpoint)} | {Body(endpoint, method)} | {AtOnce(endpoint, services)} "
                + $"| {Time(endpoint, services)} | {Answer(endpoint)} |";
        }
    }

    private static string Who(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return "anyone";
        string[] roles = [.. endpoint.Metadata.OfType<AuthorizationPolicy>().SelectMany(policy => policy.Requirements)
            .OfType<RolesAuthorizationRequirement>().SelectMany(requirement => requirement.AllowedRoles).Distinct()];
        return roles.Length == 0 ? "operator" : string.Join(", ", roles);
    }

    private static string Body(Endpoint endpoint, string method)
    {
        if (method is "GET" or "DELETE") return "none";
        return LimitText.Of(
            endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? ServerLimits.MaxBody, "Bytes");
    }

    private static string AtOnce(Endpoint endpoint, IServiceProvider services)
    {
        LimitOptions limits = services.GetService<IOptions<LimitOptions>>()?.Value ?? new LimitOptions();
        return endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName switch
        {
            "uploads" => Number(limits.Uploads),
            RateLimits.DownloadPolicy => Number(limits.Downloads),
            null => endpoint.DisplayName!.Contains("/live", StringComparison.Ordinal) ? Number(new LiveOptions().MaxPerCaller) : "by rate",
            var other =>
                throw new InvalidOperationException($"{endpoint.DisplayName} has the policy {other}: add it to this test and to the page."),
        };
    }

    private static string Time(Endpoint endpoint, IServiceProvider services)
    {
        RequestTimeoutOptions timeouts = services.GetRequiredService<IOptions<RequestTimeoutOptions>>().Value;
        if (endpoint.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null)
        {
            Assert.True(
                endpoint.DisplayName!.Contains("/live", StringComparison.Ordinal),
                $"{endpoint.DisplayName} has no time limit: give it one, as {nameof(TimeLimits)} does.");
            return LimitText.Of(new LiveOptions().Longest);
        }

        string? policy = endpoint.Metadata.GetMetadata<RequestTimeoutAttribute>()?.PolicyName;
        return LimitText.Of((policy is null ? timeouts.DefaultPolicy : timeouts.Policies[policy])!.Timeout!.Value);
    }

    private static string Answer(Endpoint endpoint) => endpoint.Metadata.GetMetadata<Operation>()?.HasQueryParameter("limit") == true
        ? $"{QueryReader.MaxLimit} items, {LimitText.Of(PageSize.MaxBytes, "Bytes")}"
        : "–";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
