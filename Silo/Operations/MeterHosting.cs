using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Membership;
using RetailGrains.Metrics;
using RetailGrains.Operations;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Operations;

/// <summary>Registers the meters.</summary>
internal static class MeterHosting
{
    /// <summary>The meters of a process that hosts grains, except the streams', which exist only with Redis.</summary>
    public static void AddSiloMeters(this IServiceCollection services)
    {
        services.AddActiveMeter<FigureMeter>();
        services.AddActiveMeter<ImportMeter>();
        services.AddActiveMeter<GuardMeter>();
        services.AddActiveMeter<ReconciliationMeter>();
        services.AddActiveMeter<LedgerMeter>();
        services.AddActiveMeter<SalesMeter>();
        services.AddActiveMeter<MembershipMeter>();
    }

    /// <summary>
    /// Registers a meter and creates it at the start, because its gauges are read although nobody calls it, and its counters start at zero.
    /// </summary>
    public static void AddActiveMeter<TMeter>(this IServiceCollection services)
        where TMeter : class
    {
        services.TryAddSingleton<TMeter>();
        services.AddHostedService<Activation<TMeter>>();
    }

    /// <param name="meter">The meter. OpenTelemetry's service starts before this one, so its exporter listens.</param>
    private sealed class Activation<TMeter>(TMeter meter) : IHostedService
        where TMeter : class
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            (meter as ISeededMeter)?.Seed();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
