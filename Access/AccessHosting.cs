using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>Access control for every host that serves HTTP: the API and a silo's operations port.</summary>
public static class AccessHosting
{
    /// <summary>Accepts every valid bearer token, from this platform or from the external issuer.</summary>
    internal const string Scheme = "Retail";

    private const string Own = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>
    /// Authenticates callers by their bearer token. An endpoint without a policy is for operators only. The host adds
    /// <c>UseAuthentication</c> and <c>UseAuthorization</c> at the right place in its pipeline.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IConfigureOptions<AccessOptions>, ReadAccessOptions>();
        services.AddOptions<AccessOptions>().ValidateOnStart();
        services.AddSingleton<AccessMeter>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<CallTickets>();
        services.AddSingleton<ICallVerifier>(provider => provider.GetRequiredService<CallTickets>());
        services.AddSingleton<SecretHashing>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<Revocations>();
        services.AddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<IOptions<AccessOptions>>(),
            provider.GetRequiredService<Revocations>(),
            provider.GetRequiredService<AccessMeter>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddAuthentication(Scheme)
            .AddJwtBearer(Own)
            .AddJwtBearer(ExternalTokens.Scheme)
            .AddScheme<BasicSignInOptions, BasicSignIn>(BasicSignIn.Scheme, null)
            .AddPolicyScheme(Scheme, displayName: null, _ => { });
        services.AddOptions<JwtBearerOptions>(Own).Configure<TokenVerifier>(OwnTokens.Configure);
        services.AddOptions<JwtBearerOptions>(ExternalTokens.Scheme).Configure<IOptions<AccessOptions>>(ExternalTokens.Configure);
        services.AddOptions<PolicySchemeOptions>(Scheme).Configure<IOptions<AccessOptions>>((scheme, access) =>
        {
            if (access.Value.Outside is null) scheme.ForwardDefault = Own;
            else scheme.ForwardDefaultSelector = http => ExternalTokens.IsExternal(http.Request) ? ExternalTokens.Scheme : Own;
        });
        services.AddSingleton<CredentialCache>();
        services.AddSingleton<IAuthorizationHandler, StoreAccess>();
        services.AddAuthorization(options => options.DefaultPolicy = options.FallbackPolicy = Policies.OperatorsOnly);
        return services;
    }
}
