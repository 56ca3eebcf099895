using System.Diagnostics.Metrics;
using Orleans.Runtime;
using RetailGrains.Metrics;

namespace RetailGrains.Membership;

/// <summary>
/// The metrics of the cluster, as this silo sees it: meter <c>RetailGrains.Membership</c>. docs/metrics.md describes them.
/// </summary>
internal sealed class MembershipMeter : IDisposable
{
    public const string Name = "RetailGrains.Membership";

    private static readonly (SiloStatus Status, KeyValuePair<string, object?> Tag)[] Statuses =
    [
        (SiloStatus.Created, "status".Tag("created")),
        (SiloStatus.Joining, "status".Tag("joining")),
        (SiloStatus.Active, "status".Tag("active")),
        (SiloStatus.ShuttingDown, "status".Tag("shutting_down")),
        (SiloStatus.Stopping, "status".Tag("stopping")),
        (SiloStatus.Dead, "status".Tag("dead")),
    ];

    private readonly Meter _meter;
    private int _suspected;

    public MembershipMeter(IMeterFactory meters, IClusterMembershipService membership, SiloLease lease)
    {
        _meter = meters.Create(Name);
        _meter.CreateObservableGauge("retail.cluster.members", () => Members(membership), "{silo}", "Members of the cluster.");
        _meter.CreateObservableGauge(
            "retail.cluster.suspected", () => Volatile.Read(ref _suspected), "{silo}", "Active members that at least one silo suspects.");
        _meter.CreateObservableGauge("retail.cluster.version", () => Version(membership), unit: null, "Version of the membership.");
        _meter.CreateObservableGauge(
            "retail.cluster.lease.held",
            () => lease.IsHeld ? 1 : 0,
            unit: null,
            "1; 0 while the database has not confirmed for long that this silo is a member.");
    }

    /// <summary>The membership table was read.</summary>
    public void Suspected(int silos) => Volatile.Write(ref _suspected, silos);

    public void Dispose() => _meter.Dispose();

    /// <summary>
    /// Returns nothing before the table has been read: until then the version is the minimum value, and its first increase would look
    /// like flapping.
    /// </summary>
    private static IEnumerable<Measurement<long>> Version(IClusterMembershipService membership)
    {
        MembershipVersion version = membership.CurrentSnapshot.Version;
        if (version > MembershipVersion.MinValue) yield return new(version.Value);
    }

    private static IEnumerable<Measurement<int>> Members(IClusterMembershipService membership)
    {
        IEnumerable<ClusterMember> members = membership.CurrentSnapshot.Members.Values;
        return Statuses.Select(one => new Measurement<int>(members.Count(member => member.Status == one.Status), one.Tag));
    }
}
