using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetailGrains.Access;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Membership;
using RetailGrains.Operations;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Operations;

/// <summary>Registers the meters.</summary>
internal static class MeterHosting
{
    /// <summary>The meters of a process that hosts grains, except the streams', which exist only with Redis.</summary>
    public static void AddSiloMeters(this IServiceCollection services)
    {
        services.AddSingleton<FigureMeter>();
        services.AddSingleton<ImportMeter>();
        services.AddSingleton<GuardMeter>();
        services.AddSingleton<ReconciliationMeter>();
        services.AddActiveMeter<LedgerMeter>();
        services.AddActiveMeter<SalesMeter>();
        services.AddActiveMeter<MembershipMeter>();
    }

    /// <summary>Registers a meter and creates it at the start, because its gauges are read although nobody calls it.</summary>
    public static void AddActiveMeter<TMeter>(this IServiceCollection services)
        where TMeter : class
    {
        services.AddSingleton<TMeter>();
        services.AddHostedService<Activation<TMeter>>();
    }

    /// <param name="meter">Created because it is required here.</param>
    private sealed class Activation<TMeter>(TMeter meter) : IHostedService
        where TMeter : class
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(meter);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
