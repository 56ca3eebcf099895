using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetailGrains.Access;
using RetailGrains.Failures;

namespace RetailGrains.Silo.Access;

/// <summary>Adds the record of sign-ins to hosts that accept names and secrets.</summary>
internal static class SignInAuditing
{
    public static IServiceCollection AddSignInAudit(this IServiceCollection services)
    {
        services.AddFailureMonitor();
        services.AddSingleton<SignInAudit>();
        services.AddSingleton<ISignInLog>(provider => provider.GetRequiredService<SignInAudit>());
        services.AddHostedService(provider => provider.GetRequiredService<SignInAudit>());
        return services;
    }
}
