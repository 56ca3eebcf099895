using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Active stores, products and customers stay on their silo when another joins, unless Orleans' rebalancer moves them, a part of the
/// imbalance at a time. An entity that moves is saved, and loaded again where it is called next.
/// </summary>
internal static class LoadSpreading
{
    public static ISiloBuilder UseLoadSpreading(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP002 // Without it a silo that joins serves only grains that are activated afterwards.
        silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
        return silo.Configure<ActivationRebalancerOptions>(options =>
        {
            options.RebalancerDueTime = TimeSpan.FromSeconds(15);
            options.SessionCyclePeriod = TimeSpan.FromSeconds(5);
            // By default a session starts with a few percent of the imbalance; with this weight it moves most of it from the first cycle
            // on.
            options.CycleNumberWeight = 1;
            // Per cycle: each of them is saved, loaded and caught up.
            options.ActivationMigrationCountLimit = 5_000;
        });
    }
}
