using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>Access control for every host that answers HTTP: the API, and a silo's port for operations.</summary>
public static class AccessHosting
{
    /// <summary>
    /// Callers are known by their bearer token, and what an endpoint does not say is for operators only. The host adds
    /// <c>UseAuthentication</c> and <c>UseAuthorization</c> where they belong.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IConfigureOptions<AccessOptions>, ReadAccessOptions>();
        services.AddOptions<AccessOptions>().ValidateOnStart();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<SecretHashing>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Revocations>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AccessOptions>, TimeProvider>(OwnTokens.Configure);
        services.AddAuthorization(options => options.DefaultPolicy = options.FallbackPolicy = Policies.OperatorsOnly);
        return services;
    }
}
