using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>Verifies tokens of an external issuer, only by the public keys that it publishes and never by a shared key.</summary>
internal static class ExternalTokens
{
    public const string Scheme = "Outside";

    private const string Bearer = "Bearer ";

    /// <summary>Whether the request's token claims another issuer. This alone selects the scheme that verifies it.</summary>
    public static bool IsExternal(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            return new JsonWebToken(header[Bearer.Length..].Trim()).Issuer != RetailTokens.Name;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenMalformedException)
        {
            return false;
        }
    }

    public static void Configure(JwtBearerOptions bearer, IOptions<AccessOptions> access)
    {
        if (access.Value.Outside is not { } outside) return;
        bearer.Authority = outside.Authority;
        // The options validation has already checked that an authority without TLS is on this host.
        bearer.RequireHttpsMetadata = outside.Authority.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        bearer.MapInboundClaims = false;
        // Error details would repeat the token's own claims, which the caller controls.
        bearer.IncludeErrorDetails = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms =
            [
                SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
                SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
                SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
            ],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
            ValidAudience = outside.Audience,
        };
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = new ClaimsPrincipal(Translate(context.Principal!, context.SecurityToken, outside));
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>The subject, the mapped roles and the stores; other claims are dropped.</summary>
    private static ClaimsIdentity Translate(ClaimsPrincipal theirs, SecurityToken token, ExternalIssuerOptions outside)
    {
        IEnumerable<Claim> roles = theirs.FindAll(outside.RolesClaim)
            .Select(claim => outside.Roles.Count == 0 ? claim.Value : outside.Roles.GetValueOrDefault(claim.Value))
            .OfType<string>().Where(Roles.All.Contains).Distinct().Select(role => new Claim(RetailTokens.RoleClaim, role));
        Claim[] who =
        [
            new(RetailTokens.Subject, theirs.FindFirstValue(RetailTokens.Subject) ?? ""),
            new(RetailTokens.Issuer, theirs.FindFirstValue(RetailTokens.Issuer) ?? ""),
        ];
        IEnumerable<Claim> stores = StoreScopes.ClaimsOf(theirs, token, outside.StoresClaim);
        return new ClaimsIdentity([.. who, .. roles, .. stores], Scheme, RetailTokens.Subject, RetailTokens.RoleClaim);
    }
}
