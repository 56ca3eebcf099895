using System.Text;
using CsCheck;
using RetailGrains.Membership;

namespace RetailGrains.Tests.Unit.Membership;

/// <summary>
/// Each silo computes the placement of stores, products and customers itself. All silos must compute the same result, and every silo must
/// get about the same number of entities. An entity may move only to a silo that joins or from a silo that leaves.
/// </summary>
public sealed class EntityAssignmentTests
{
    private const int Entities = 5_000;

    private static readonly Gen<string> Silo =
        Gen.Select(Gen.Int[1, 254], Gen.Int[1024, 65535], (host, port) => $"10.0.0.{host}:{port}");

    private static readonly Gen<string[]> Silos = Silo.ArrayUnique[1, 24];

    /// <summary>Ids of several kinds: short numbers, texts in any language, and ids with a common prefix.</summary>
    private static readonly Gen<string> Id = Gen.OneOf(
        Gen.Int[0, 99_999].Select(number => $"{number}"), Gen.String, Gen.Int.Select(number => $"customer of the chain {number}"));

    [Fact]
    public void The_order_of_the_silos_makes_no_difference() =>
        Gen.Select(Silos, Id, Gen.Int).Sample((silos, id, seed) =>
        {
            string[] shuffled = [.. silos];
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(HomeOf(id, silos), HomeOf(id, shuffled));
        });

    [Fact]
    public void An_entity_moves_only_to_a_silo_that_joins() =>
        Gen.Select(Silos.Where(silos => silos.Length > 1), Id).Sample((after, id) =>
        {
            string before = HomeOf(id, after[1..]);
            string home = HomeOf(id, after);
            Assert.True(home == before || home == after[0], $"{id} moves from {before} to {home} although {after[0]} joins.");
        });

    [Fact]
    public void Every_silo_gets_about_the_same_number_of_entities()
    {
        Silos.Sample(silos =>
        {
            var assignment = new EntityAssignment(silos);
            int[] counts = new int[silos.Length];
            for (int i = 0; i < Entities; i++) counts[assignment.Of(Encoding.UTF8.GetBytes($"{i}"))]++;
            double mean = (double)Entities / silos.Length;
            // Six standard deviations of a random assignment.
            Assert.All(counts, count => Assert.InRange(count, mean - (6 * Math.Sqrt(mean)), mean + (6 * Math.Sqrt(mean))));
        });
    }

    private static string HomeOf(string id, IEnumerable<string> silos)
    {
        var assignment = new EntityAssignment(silos);
        return assignment.Silos[assignment.Of(Encoding.UTF8.GetBytes(id))];
    }
}
