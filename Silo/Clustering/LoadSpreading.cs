using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Stores, products and customers that are active stay where they are when a silo joins, unless they are moved: Orleans' rebalancer does it,
/// a part of what is out of balance at a time. An entity that moves is saved, and loaded where it is called next.
/// </summary>
internal static class LoadSpreading
{
    public static ISiloBuilder UseLoadSpreading(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP002 // Without it a silo that joins serves what is activated from then on, and nothing else.
        silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
        return silo.Configure<ActivationRebalancerOptions>(options =>
        {
            options.RebalancerDueTime = TimeSpan.FromSeconds(15);
            options.SessionCyclePeriod = TimeSpan.FromSeconds(5);
            // By default a session begins with a few percent of what is out of balance: with this it is most of it from the first cycle on.
            options.CycleNumberWeight = 1;
            // At a time: each of them is saved, loaded and caught up.
            options.ActivationMigrationCountLimit = 5_000;
        });
    }
}
