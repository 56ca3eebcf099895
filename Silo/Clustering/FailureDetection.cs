using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RetailGrains.Membership;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// How the silos find out that one of them is gone. docs/decisions/0001-membership.md tells why these, and what was measured.
/// </summary>
internal static class FailureDetection
{
    /// <summary>Between the end of a dead silo's lease and the first that another may do: what the lease's clocks may differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    public static ISiloBuilder UseFailureDetection(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // A quiet cluster probes every half second (the least), a busy one up to every two. Three in a row must fail, the last of them
            // through another silo, and two silos must say so.
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;
            // After a crash of all silos at once, those that are started find rows of silos that can't be reached. They may be declared dead
            // when they have not shown themselves for three times this.
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            options.NumMissedTableIAmAliveLimit = 3;
            // Silos tell each other at once; this is for those that were not reached.
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });
#pragma warning disable ORLEANSEXP003 // The default directory allows two activations of a grain while silos come and go.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // Orleans takes off what it may have taken to declare a silo dead: what is left begins then.
        silo.Services.AddOptions<GrainDirectoryOptions>().Configure<IOptions<ClusterMembershipOptions>>((directory, membership) =>
            directory.RangeLeaseDuration =
                (membership.Value.MaxProbeTimeout * membership.Value.NumMissedProbesLimit) + SiloLease.Duration + Margin);
        return silo;
    }
}
