using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

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

    internal static AuthorizationPolicy OperatorsOnly { get; } = Of(Roles.Operator);

    internal static AuthorizationPolicy AnyRole { get; } = Of(Roles.Viewer, Roles.Producer, Roles.Operator);

    private static AuthorizationPolicy ViewersOnly { get; } = Of(Roles.Viewer, Roles.Operator);

    private static AuthorizationPolicy ProducersOnly { get; } = Of(Roles.Producer, Roles.Operator);

    private static AuthorizationPolicy Of(params string[] roles) => new AuthorizationPolicyBuilder().RequireRole(roles).Build();
}
