using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>How the tokens of this platform's own are proved.</summary>
internal static class OwnTokens
{
    /// <summary>Clocks of the hosts of one platform differ by less.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static void Configure(JwtBearerOptions bearer, IOptions<AccessOptions> access, TimeProvider time)
    {
        bearer.MapInboundClaims = false;
        bearer.IncludeErrorDetails = true;
        bearer.TokenValidationParameters = Parameters(access.Value.Key, time);
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(new ProvedTokens(time));
        bearer.Events = new JwtBearerEvents { OnTokenValidated = RefuseRevokedAsync };
    }

    /// <summary>Everything that a token must fulfil, spelled out.</summary>
    public static TokenValidationParameters Parameters(byte[] key, TimeProvider time) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireSignedTokens = true,
        ValidateIssuerSigningKey = true,
        IssuerSigningKey = new SymmetricSecurityKey(key),
        ValidateIssuer = true,
        ValidIssuer = RetailTokens.Name,
        ValidateAudience = true,
        ValidAudience = RetailTokens.Name,
        ValidateLifetime = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, time.GetUtcNow().UtcDateTime),
        NameClaimType = RetailTokens.Subject,
        RoleClaimType = RetailTokens.RoleClaim,
    };

    private static async Task RefuseRevokedAsync(TokenValidatedContext context)
    {
        var revocations = context.HttpContext.RequestServices.GetRequiredService<Revocations>();
        if (await revocations.IsRevokedAsync(context.Principal!)) context.Fail("The token's subject was deleted.");
    }

    public static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now < end + ClockSkew && !(notBefore > now + ClockSkew);
}
