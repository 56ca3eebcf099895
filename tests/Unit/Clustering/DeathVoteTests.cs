using System.Net;
using Orleans.Configuration;
using Orleans.Runtime;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Tests.Unit.Clustering;

public sealed class DeathVoteTests
{
    private static readonly DateTime Now = new(2026, 11, 26, 10, 0, 0, DateTimeKind.Utc);

    private readonly ClusterMembershipOptions _options = new() { NumVotesForDeathDeclaration = 2 };

    [Fact]
    public void One_of_three_silos_needs_two_voters_and_a_voter_counts_once()
    {
        MembershipEntry[] members = Members(SiloStatus.Active, SiloStatus.Active, SiloStatus.Active);
        Assert.False(Cast(members, voter: 1, Now));
        Assert.False(Cast(members, voter: 1, Now.AddSeconds(1)));
        Assert.True(Cast(members, voter: 2, Now.AddSeconds(2)));
    }

    [Fact]
    public void The_only_other_silo_decides_alone()
    {
        Assert.True(Cast(Members(SiloStatus.Active, SiloStatus.Active), voter: 1, Now));
        Assert.True(Cast(Members(SiloStatus.Active, SiloStatus.Active, SiloStatus.Dead, SiloStatus.Joining), voter: 1, Now));
    }

    [Fact]
    public void An_expired_vote_does_not_count()
    {
        MembershipEntry[] members = Members(SiloStatus.Active, SiloStatus.Active, SiloStatus.Active);
        Assert.False(Cast(members, voter: 1, Now));
        DateTime later = Now + _options.DeathVoteExpirationTimeout + TimeSpan.FromSeconds(1);
        Assert.False(Cast(members, voter: 2, later));
        Assert.True(Cast(members, voter: 1, later));
    }

    private bool Cast(MembershipEntry[] members, int voter, DateTime at) =>
        DeathVote.Cast(members[0], members, members[voter].SiloAddress, _options, at);

    private static MembershipEntry[] Members(params SiloStatus[] statuses) =>
    [
        .. statuses.Select((status, i) => new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_111 + i, 1),
            Status = status,
        }),
    ];
}
