using System.IO.Hashing;
using System.Text;

namespace RetailGrains.Membership;

/// <summary>
/// Assigns stores, products and customers to silos. The same silos give the same result everywhere, and every silo gets about the same
/// number. When a silo leaves, only its entities move, and when one joins, only those that it gets. Pure.
/// </summary>
/// <remarks>
/// Rendezvous hashing: every pair of entity and silo has a weight that depends on nothing else, and the heaviest pair is chosen. Unlike
/// partitions, entities are so many that they need no exact balance.
/// </remarks>
internal sealed class EntityAssignment
{
    private readonly string[] _silos;
    private readonly ulong[] _seeds;

    /// <param name="silos">Names of the silos: at least one, without duplicates, in any order.</param>
    public EntityAssignment(IEnumerable<string> silos)
    {
        _silos = [.. silos.Order(StringComparer.Ordinal)];
        _seeds = Array.ConvertAll(_silos, name => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(name)));
    }

    /// <summary>The silos in the order of their numbers.</summary>
    public IReadOnlyList<string> Silos => _silos;

    /// <summary>Returns the number of the silo for an entity's id in UTF-8.</summary>
    public int Of(ReadOnlySpan<byte> id)
    {
        if (_seeds.Length == 1) return 0;
        ulong hash = XxHash64.HashToUInt64(id);
        (int heaviest, ulong most) = (0, 0);
        for (int i = 0; i < _seeds.Length; i++)
        {
            ulong weight = Mix(hash ^ _seeds[i]);
            if (weight > most) (heaviest, most) = (i, weight);
        }

        return heaviest;
    }

    /// <summary>The finalizer of SplitMix64: every bit of the argument changes about half of the result's.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
