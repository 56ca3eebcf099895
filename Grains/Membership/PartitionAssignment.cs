using System.IO.Hashing;
using System.Text;

namespace RetailGrains.Membership;

/// <summary>
/// On which silo each ledger partition belongs: the same wherever it is worked out from the same silos, as even as can be, and with few
/// partitions that move when a silo comes or goes. Pure.
/// </summary>
internal static class PartitionAssignment
{
    /// <summary>
    /// Every pair of partition and silo has a weight of its own that depends on nothing else (rendezvous hashing). The heaviest pairs are
    /// taken first, as long as the silo has room; so who has gone leaves the other pairs in their order.
    /// </summary>
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="silos">Names of the silos, at least one, each once, in any order.</param>
    /// <returns>By partition, its silo.</returns>
    public static string[] Of(int partitions, IReadOnlyCollection<string> silos)
    {
        int[] room = Enumerable.Repeat(partitions / silos.Count, silos.Count).ToArray();
        int extra = partitions % silos.Count; // so many silos have one more
        var homes = new string[partitions];
        string[] names = [.. silos.Order(StringComparer.Ordinal)];
        foreach ((int partition, int silo) in ByWeight(partitions, names))
        {
            if (homes[partition] is not null) continue;
            if (room[silo] > 0) room[silo]--;
            else if (room[silo] == 0 && extra > 0) (room[silo], extra) = (-1, extra - 1);
            else continue;
            homes[partition] = names[silo];
        }

        return homes;
    }

    private static IEnumerable<(int Partition, int Silo)> ByWeight(int partitions, string[] silos) =>
        from partition in Enumerable.Range(0, partitions)
        from silo in Enumerable.Range(0, silos.Length)
        orderby Weight(partition, silos[silo]) descending, partition, silo
        select (partition, silo);

    private static ulong Weight(int partition, string silo) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(silo), seed: partition + 1);
}
