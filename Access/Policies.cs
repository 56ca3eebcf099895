using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>Authorization policies. Every endpoint declares one; an endpoint without one is for operators only.</summary>
public static class Policies
{
    /// <summary>For callers that read figures.</summary>
    public static TBuilder ForViewers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(ViewersOnly);

    /// <summary>For callers that send transactions and imports.</summary>
    public static TBuilder ForProducers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(ProducersOnly);

    /// <summary>For viewers and producers: both may read what was sent.</summary>
    public static TBuilder ForViewersAndProducers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(AnyRole);

    /// <summary>For operators, who are not bound to stores, because administration affects all stores.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(OperatorsOnly).ForAllStores();

    /// <summary>No token is needed.</summary>
    public static TBuilder ForAnyone<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AllowAnonymous();

    /// <summary>For operators in a browser, which cannot send a token: HTTP's Basic scheme is accepted too.</summary>
    public static TBuilder ForOperatorsInABrowser<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(OperatorsInABrowser).ForAllStores();

    /// <summary>For health probes: no token is needed unless <see cref="AccessOptions.OpenHealth"/> is off.</summary>
    public static TBuilder ForProbes<TBuilder>(this TBuilder endpoints, IServiceProvider services)
        where TBuilder : IEndpointConventionBuilder =>
        Options(services).OpenHealth ? endpoints.ForAnyone() : endpoints.ForOperators();

    /// <summary>For scrapers of metrics: operators, or anyone when <see cref="AccessOptions.OpenMetrics"/> is on.</summary>
    public static TBuilder ForScrapers<TBuilder>(this TBuilder endpoints, IServiceProvider services)
        where TBuilder : IEndpointConventionBuilder =>
        Options(services).OpenMetrics ? endpoints.ForAnyone() : endpoints.ForOperators();

    internal static AuthorizationPolicy OperatorsOnly { get; } = Of(Roles.Operator);

    internal static AuthorizationPolicy AnyRole { get; } = Of(Roles.Viewer, Roles.Producer, Roles.Operator);

    private static AuthorizationPolicy ViewersOnly { get; } = Of(Roles.Viewer, Roles.Operator);

    private static AuthorizationPolicy ProducersOnly { get; } = Of(Roles.Producer, Roles.Operator);

    private static AuthorizationPolicy OperatorsInABrowser { get; } =
        new AuthorizationPolicyBuilder(AccessHosting.Scheme, BasicSignIn.Scheme)
            .RequireRole(Roles.Operator).AddRequirements(StoreRequirement.Instance).Build();

    private static AccessOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<AccessOptions>>().Value;

    private static AuthorizationPolicy Of(params string[] roles) =>
        new AuthorizationPolicyBuilder().RequireRole(roles).AddRequirements(StoreRequirement.Instance).Build();
}
