using System.IO.Hashing;
using System.Text;

namespace RetailGrains.Membership;

/// <summary>
/// Assigns ledger partitions to silos. The same silos give the same result everywhere. The partitions are spread as evenly as possible, and
/// few of them move when a silo joins or leaves. Pure.
/// </summary>
internal static class PartitionAssignment
{
    /// <summary>
    /// Every pair of partition and silo has a weight that depends on nothing else (rendezvous hashing). The heaviest pairs are chosen first
    /// while their silo has room, so a silo that leaves does not change the order of the other pairs.
    /// </summary>
    /// <param name="partitions">Number of partitions.</param>
    /// <param name="silos">Names of the silos: at least one, without duplicates, in any order.</param>
    /// <returns>The silo of each partition.</returns>
    public static string[] Of(int partitions, IReadOnlyCollection<string> silos)
    {
        int[] room = Enumerable.Repeat(partitions / silos.Count, silos.Count).ToArray();
        int extra = partitions % silos.Count; // this many silos host one more
        var assigned = new string[partitions];
        string[] names = [.. silos.Order(StringComparer.Ordinal)];
        foreach ((int partition, int silo) in ByWeight(partitions, names))
        {
            if (assigned[partition] is not null) continue;
            if (room[silo] > 0) room[silo]--;
            else if (room[silo] == 0 && extra > 0) (room[silo], extra) = (-1, extra - 1);
            else continue;
            assigned[partition] = names[silo];
        }

        return assigned;
    }

    private static IEnumerable<(int Partition, int Silo)> ByWeight(int partitions, string[] silos) =>
        from partition in Enumerable.Range(0, partitions)
        from silo in Enumerable.Range(0, silos.Length)
        orderby Weight(partition, silos[silo]) descending, partition, silo
        select (partition, silo);

    private static ulong Weight(int partition, string silo) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(silo), seed: partition + 1);
}
