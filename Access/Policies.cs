using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>Who may use an endpoint. Each says so by one of these; one that says nothing is for operators.</summary>
public static class Policies
{
    /// <summary>Reads figures.</summary>
    public static TBuilder ForViewers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(ViewersOnly);

    /// <summary>Sends transactions and imports.</summary>
    public static TBuilder ForProducers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(ProducersOnly);

    /// <summary>Reads what was sent: those who read all may, and so may those who send.</summary>
    public static TBuilder ForViewersAndProducers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(AnyRole);

    /// <summary>Administers.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(OperatorsOnly);

    /// <summary>Needs no token.</summary>
    public static TBuilder ForAnyone<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AllowAnonymous();

    /// <summary>
    /// Administers from a browser, which can't be given a token: an operator's name and password are taken too, by HTTP's Basic scheme.
    /// </summary>
    public static TBuilder ForOperatorsInABrowser<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(OperatorsInABrowser);

    /// <summary>Says that a process lives or can serve: needs no token, unless <see cref="AccessOptions.OpenHealth"/> is off.</summary>
    public static TBuilder ForProbes<TBuilder>(this TBuilder endpoints, IServiceProvider services)
        where TBuilder : IEndpointConventionBuilder =>
        Options(services).OpenHealth ? endpoints.ForAnyone() : endpoints.ForOperators();

    /// <summary>Tells metrics: to operators, or to anyone when <see cref="AccessOptions.OpenMetrics"/> is on.</summary>
    public static TBuilder ForScrapers<TBuilder>(this TBuilder endpoints, IServiceProvider services)
        where TBuilder : IEndpointConventionBuilder =>
        Options(services).OpenMetrics ? endpoints.ForAnyone() : endpoints.ForOperators();

    internal static AuthorizationPolicy OperatorsOnly { get; } = Of(Roles.Operator);

    internal static AuthorizationPolicy AnyRole { get; } = Of(Roles.Viewer, Roles.Producer, Roles.Operator);

    private static AuthorizationPolicy ViewersOnly { get; } = Of(Roles.Viewer, Roles.Operator);

    private static AuthorizationPolicy ProducersOnly { get; } = Of(Roles.Producer, Roles.Operator);

    private static AuthorizationPolicy OperatorsInABrowser { get; } =
        new AuthorizationPolicyBuilder(AccessHosting.Scheme, BasicSignIn.Scheme).RequireRole(Roles.Operator).Build();

    private static AccessOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<AccessOptions>>().Value;

    private static AuthorizationPolicy Of(params string[] roles) => new AuthorizationPolicyBuilder().RequireRole(roles).Build();
}
