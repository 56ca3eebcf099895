using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>Verifies the tokens that this platform issued.</summary>
internal static class OwnTokens
{
    /// <summary>The clocks of one platform's hosts must differ by less.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static void Configure(JwtBearerOptions bearer, TokenVerifier verifier)
    {
        bearer.MapInboundClaims = false;
        bearer.IncludeErrorDetails = true;
        bearer.TokenValidationParameters = verifier.Parameters;
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(verifier.Handler);
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = async context =>
            {
                if (await verifier.RefusalAsync(context.Principal!, context.SecurityToken) is { } reason) context.Fail(reason);
            },
        };
    }

    /// <summary>All requirements of a valid token, stated explicitly.</summary>
    /// <param name="keys">The accepted keys.</param>
    /// <param name="time">The clock.</param>
    /// <param name="audience">What the token must be for.</param>
    public static TokenValidationParameters Parameters(TokenKeys keys, TimeProvider time, string audience = RetailTokens.Name) => new()
    {
        ValidAlgorithms = [.. keys.Algorithms],
        RequireSignedTokens = true,
        ValidateIssuerSigningKey = true,
        IssuerSigningKeyResolver = (_, token, keyId, _) => keys.For(keyId, (token as JsonWebToken)?.Alg),
        ValidateIssuer = true,
        ValidIssuer = RetailTokens.Name,
        ValidateAudience = true,
        ValidAudience = audience,
        ValidateLifetime = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, time.GetUtcNow().UtcDateTime),
        NameClaimType = RetailTokens.Subject,
        RoleClaimType = RetailTokens.RoleClaim,
    };

    public static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now < end + ClockSkew && !(notBefore > now + ClockSkew);
}
