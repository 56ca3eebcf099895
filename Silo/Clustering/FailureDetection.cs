using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RetailGrains.Membership;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// How silos detect a dead silo. docs/decisions/0001-membership.md has the reasons for these values and the measurements.
/// </summary>
internal static class FailureDetection
{
    /// <summary>The time between the end of a dead silo's lease and the earliest takeover; it allows for differences of clocks.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    public static ISiloBuilder UseFailureDetection(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // A quiet cluster probes every half second (the minimum), a busy one up to every two seconds. Three probes in a row must fail,
            // the last through another silo, and two silos must vote.
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;
            // After a crash of all silos, new silos find membership rows of unreachable ones. They may declare a silo dead when it has not
            // updated its row for three times this period.
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            options.NumMissedTableIAmAliveLimit = 3;
            // Silos notify each other at once; the refresh is for silos that the notification did not reach.
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });
        silo.Services.AddSingleton<CrashDetector>();
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<CrashDetector>((connections, detector) => detector.Watch(connections));
#pragma warning disable ORLEANSEXP003 // The default directory allows two activations of a grain while silos join and leave.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // Orleans subtracts the time that the declaration of death may have taken. The rest starts with the declaration.
        silo.Services.AddOptions<GrainDirectoryOptions>().Configure<IOptions<ClusterMembershipOptions>>((directory, membership) =>
            directory.RangeLeaseDuration =
                (membership.Value.MaxProbeTimeout * membership.Value.NumMissedProbesLimit) + SiloLease.Duration + Margin);
        return silo;
    }
}
