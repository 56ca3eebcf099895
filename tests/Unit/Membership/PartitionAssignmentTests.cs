using CsCheck;
using RetailGrains.Membership;

namespace RetailGrains.Tests.Unit.Membership;

/// <summary>Each silo computes the placement of partitions itself: all must get the same result, and it must be balanced.</summary>
public sealed class PartitionAssignmentTests
{
    private static readonly Gen<string> Silo =
        Gen.Select(Gen.Int[1, 254], Gen.Int[1024, 65535], (host, port) => $"10.0.0.{host}:{port}");

    private static readonly Gen<string[]> Silos = Silo.ArrayUnique[1, 24];

    private static readonly Gen<int> Partitions = Gen.Int[1, 128];

    [Fact]
    public void The_order_of_the_silos_makes_no_difference() =>
        Gen.Select(Partitions, Silos, Gen.Int).Sample((partitions, silos, seed) =>
        {
            string[] shuffled = [.. silos];
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(PartitionAssignment.Of(partitions, silos), PartitionAssignment.Of(partitions, shuffled));
        });

    [Fact]
    public void Every_partition_has_a_silo_and_no_silo_has_more_than_one_more_than_another() =>
        Gen.Select(Partitions, Silos).Sample((partitions, silos) =>
        {
            string[] homes = PartitionAssignment.Of(partitions, silos);
            Assert.Equal(partitions, homes.Length);
            Assert.Empty(homes.Except(silos));
            int[] counts = [.. silos.Select(silo => homes.Count(home => home == silo))];
            Assert.True(counts.Max() - counts.Min() <= 1, $"{partitions} partitions on {silos.Length} silos: {string.Join(", ", counts)}");
        });

    [Fact]
    public void Three_silos_have_five_five_and_six_of_sixteen_partitions() =>
        Silo.ArrayUnique[3, 3].Sample(silos => Assert.Equal(
            [5, 5, 6], PartitionAssignment.Of(16, silos).CountBy(home => home).Select(silo => silo.Value).Order()));

    [Fact]
    public void When_a_silo_joins_or_leaves_most_partitions_stay_where_they_are()
    {
        var random = new Random(1);
        for (int silos = 1; silos < 12; silos++)
        {
            const int Partitions = 96, Rounds = 30;
            int moved = 0;
            for (int round = 0; round < Rounds; round++)
            {
                string[] after =
                    [.. Enumerable.Range(0, silos + 1).Select(_ => $"10.0.{random.Next(256)}.{random.Next(256)}:{random.Next(65536)}")];
                string[] before = after[1..];
                moved += PartitionAssignment.Of(Partitions, before).Zip(PartitionAssignment.Of(Partitions, after)).Count(
                    p => p.First != p.Second);
            }

            double share = moved / (double)(Partitions * Rounds), least = 1.0 / (silos + 1);
            Assert.True(share < 2 * least, $"Between {silos} silos and one more {share:P0} move; {least:P0} have to.");
        }
    }
}
