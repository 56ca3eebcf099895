using Orleans.Configuration;
using Orleans.Runtime;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Orleans' rule of how many silos must vote before one is declared dead, for votes that this platform casts itself: the configured number,
/// or half of the active silos, rounded up, if that is fewer.
/// </summary>
internal static class DeathVote
{
    /// <summary>Adds a vote to an entry of the membership table.</summary>
    /// <param name="suspect">The entry of the suspected silo, which is changed.</param>
    /// <param name="members">All entries, read together with the suspected one.</param>
    /// <param name="voter">The silo that votes.</param>
    /// <param name="options">The number of votes that is needed, and how long a vote is valid.</param>
    /// <param name="now">The time of the vote, UTC.</param>
    /// <returns>Whether the votes suffice to declare the silo dead.</returns>
    public static bool Cast(
        MembershipEntry suspect,
        IReadOnlyCollection<MembershipEntry> members,
        SiloAddress voter,
        ClusterMembershipOptions options,
        DateTime now)
    {
        int active = members.Count(member => member.Status == SiloStatus.Active);
        int needed = Math.Min(options.NumVotesForDeathDeclaration, (active + 1) / 2);
        suspect.AddOrUpdateSuspector(voter, now, Math.Max(1, active));
        DateTime oldest = now - options.DeathVoteExpirationTimeout;
        return suspect.SuspectTimes!.Where(vote => vote.Item2 >= oldest).Select(vote => vote.Item1).Distinct().Count() >= needed;
    }
}
