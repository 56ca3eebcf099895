using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RetailGrains.Access;

/// <summary>
/// Which callers that are bound to stores an endpoint admits. Every endpoint has one rule as metadata; without one it admits no bound
/// caller.
/// </summary>
public sealed class StoreRule
{
    private readonly Func<HttpContext, StoreScope, bool> _admits;

    private StoreRule(string text, bool isInContent, Func<HttpContext, StoreScope, bool> admits)
    {
        (Text, IsInContent, _admits) = (text, isInContent, admits);
    }

    /// <summary>The endpoint concerns all stores, such as figures of the chain.</summary>
    public static StoreRule AllStores { get; } = new("Not for callers bound to stores.", isInContent: false, static (_, _) => false);

    /// <summary>The endpoint concerns no store, such as the change of the caller's own password.</summary>
    public static StoreRule NoStore { get; } = new("", isInContent: false, static (_, _) => true);

    /// <summary>The endpoint finds the store in the request or in what it reads, and checks it.</summary>
    public static StoreRule InContent { get; } =
        new("For callers bound to stores: only what concerns them.", isInContent: true, static (_, _) => true);

    /// <summary>The path names the store.</summary>
    public static StoreRule InPath { get; } = new(
        "For callers bound to stores: only these.",
        isInContent: false,
        static (http, scope) => http.Request.RouteValues["id"] is string store && scope.Allows(store));

    /// <summary>The rule in words, for the API's description; empty when the description needs none.</summary>
    public string Text { get; }

    /// <summary>Whether the endpoint itself must check the store.</summary>
    public bool IsInContent { get; }

    /// <summary>Returns whether the endpoint admits the caller.</summary>
    public bool Admits(HttpContext http, StoreScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return !scope.IsBound || _admits(http, scope);
    }
}

/// <summary>Declares the rules of endpoints for callers that are bound to stores.</summary>
public static class StoreRules
{
    /// <summary>The endpoint concerns all stores: it refuses bound callers.</summary>
    public static TBuilder ForAllStores<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(StoreRule.AllStores);

    /// <summary>The route value <c>id</c> names the store.</summary>
    public static TBuilder ForStoreInPath<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(StoreRule.InPath);

    /// <summary>The endpoint itself checks the store by <see cref="StoreScopes.GetStoreScope"/>.</summary>
    public static TBuilder ForStoresInContent<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(StoreRule.InContent);

    /// <summary>The endpoint concerns no store: it admits every caller.</summary>
    public static TBuilder ForAnyStore<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(StoreRule.NoStore);
}
