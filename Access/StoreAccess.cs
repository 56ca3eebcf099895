using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace RetailGrains.Access;

/// <summary>The requirement of every policy that callers bound to stores are admitted by the endpoint's <see cref="StoreRule"/>.</summary>
internal sealed class StoreRequirement : IAuthorizationRequirement
{
    public static StoreRequirement Instance { get; } = new();
}

/// <summary>Enforces the rules of all endpoints for callers that are bound to stores.</summary>
internal sealed class StoreAccess : AuthorizationHandler<StoreRequirement>
{
    private static readonly object Refused = new();

    /// <summary>Whether a request was refused because its caller is bound to stores.</summary>
    public static bool HasRefused(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Items.ContainsKey(Refused);
    }

    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, StoreRequirement requirement)
    {
        StoreScope scope = StoreScopes.Of(context.User);
        var http = context.Resource as HttpContext;
        bool admitted = !scope.IsBound
            || (http?.GetEndpoint()?.Metadata.GetMetadata<StoreRule>() is { } rule && rule.Admits(http, scope));
        if (admitted) context.Succeed(requirement);
        else if (http is not null) http.Items[Refused] = true;
        return Task.CompletedTask;
    }
}
