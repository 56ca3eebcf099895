using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Membership;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Counts the active members that silos suspect, for the metrics. Orleans reveals the votes only in the membership table.
/// </summary>
internal sealed class SuspicionWatch(
    IMembershipTable table, IOptions<ClusterMembershipOptions> options, MembershipMeter meter, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.MembershipChecks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        MembershipTableData members = await table.ReadAllAsync(stopping);
        DateTime oldest = Time.GetUtcNow().UtcDateTime - options.Value.DeathVoteExpirationTimeout;
        meter.Suspected(members.Members.Count(member => IsSuspected(member.Item1, oldest)));
    }

    private static bool IsSuspected(MembershipEntry member, DateTime oldest) =>
        member.Status == SiloStatus.Active && member.SuspectTimes?.Any(vote => vote.Item2 >= oldest) == true;
}
