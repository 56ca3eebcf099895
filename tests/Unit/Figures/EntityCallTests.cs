using System.Diagnostics;
using System.Globalization;
using CsCheck;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Figures;

/// <summary>
/// Deltas of several partitions for one entity are sent in one call, and every partition receives the answers to its own deltas.
/// </summary>
public sealed class EntityCallTests
{
    private static readonly Gen<EntityKey> Key =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4], (kind, id) => new EntityKey((EntityKind)kind, $"{id}"));

    private static readonly Gen<EntityKey[][]> Batches = Key.ArrayUnique[1, 6].Array[1, 6];

    [Fact]
    public async Task Every_partition_gets_the_answers_to_its_own_deltas_in_its_own_order() =>
        await Batches.SampleAsync(async keys =>
        {
            DeltaBatch[] batches = [.. keys.Select(Of)];
            IReadOnlyCollection<EntityCall> calls = EntityCall.Of(batches);
            Assert.Equal(keys.SelectMany(batch => batch).Distinct().Count(), calls.Count);
            foreach (EntityCall call in calls)
            {
                int[] partitions = [.. call.Deltas.Select(delta => delta.Partition)];
                Assert.Equal(partitions.Order(), partitions);
                if (call.Key.Kind == EntityKind.Customer) call.Fail(new InvalidOperationException(call.Key.Id));
                else call.Answer(Array.ConvertAll(partitions, p => new DeltaReceipt(1, WatermarkOf(call.Key, p), Saved: true)));
            }

            for (int p = 0; p < keys.Length; p++)
            {
                DeliveryResult[] answers = await batches[p].Answered;
                for (int i = 0; i < keys[p].Length; i++)
                {
                    EntityKey key = keys[p][i];
                    if (key.Kind == EntityKind.Customer) Assert.Equal(key.Id, answers[i].Fault?.Message);
                    else Assert.Equal(WatermarkOf(key, p), answers[i].Receipt?.Watermark);
                }
            }

            // Each call is counted once, with one of the deltas that it carries.
            Assert.Equal(calls.Count, batches.Sum(batch => batch.Answered.Result.Count(answer => answer.CountsCall)));
        });

    [Fact]
    public void A_call_belongs_to_the_trace_of_a_delta_that_it_carries()
    {
        EntityKey traced = new(EntityKind.Store, "traced");
        EntityKey other = new(EntityKind.Store, "other");
        using var span = new Activity("delivery");
        DeltaBatch[] batches = [Of([traced, other], 0), new([.. Of([traced], 1).Deltas.Select(delta => delta with { Span = span })])];
        Assert.All(EntityCall.Of(batches), call => Assert.Equal(call.Key == traced ? span : null, call.Span));
    }

    private static DeltaBatch Of(EntityKey[] keys, int partition) => new(
        [.. keys.Select(key => new PendingDelta(new EntityTail(key), new Delta(1, partition, 1, 1, 0, [], null, Urgent: false)))]);

    private static long WatermarkOf(EntityKey key, int partition) =>
        (partition * 1_000) + ((int)key.Kind * 100) + int.Parse(key.Id, CultureInfo.InvariantCulture);
}
