using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RetailGrains.Figures;

namespace RetailGrains.Tests.Unit.Figures;

/// <summary>The deltas for a silo's entities are sent in messages of limited size, and none is lost.</summary>
public sealed class DeltaMessagesTests
{
    /// <summary>Texts of characters that have one or three bytes in UTF-8.</summary>
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u0800', '\uD7FF']).Array[0, 40].Select(chars => new string(chars));

    private static readonly Gen<DateTime?> Moment =
        Gen.DateTime.Select(moment => (DateTime?)DateTime.SpecifyKind(moment, DateTimeKind.Utc));

    private static readonly Gen<Totals> OneCurrency =
        from amounts in Gen.Decimal.Array[5]
        from counts in Gen.Long.Array[4]
        from first in Moment
        from last in Moment
        from currency in Text
        from parts in Gen.Int[0, 9_999]
        select new Totals(amounts[0], amounts[1], counts[0], counts[1], counts[2], counts[3], first, last)
        {
            Currency = currency,
            UnitParts = parts,
            Discounts = amounts[2],
            Tax = amounts[3],
            IncludedTax = amounts[4],
        };

    private static readonly Gen<Totals> AnyTotals =
        from totals in OneCurrency
        from parts in OneCurrency.Array[0, 3]
        select totals with { Parts = parts.Length == 0 ? null : parts };

    private static readonly Gen<Delta> AnyDelta =
        from numbers in Gen.Long.Array[3]
        from generation in Gen.Int
        from partition in Gen.Int
        from days in AnyTotals.Array[0, 5]
        from name in Gen.Select(Text, Text, Moment)
        from named in Gen.Bool
        from urgent in Gen.Bool
        select new Delta(
            generation,
            partition,
            numbers[0],
            numbers[1],
            numbers[2],
            [.. days.Select((totals, i) => new DayTotals(DateOnly.MaxValue.AddDays(-i), totals))],
            named ? new LineName(name.Item1, name.Item3!.Value, name.Item2) : null,
            urgent);

    [Fact]
    public void Messages_contain_every_call_once_in_order_and_only_a_single_call_exceeds_the_limit() =>
        Gen.OneOf(Gen.Long[1, 2_000], Gen.Long[1, 2 * DeltaMessages.MaxBytes]).Array[0, 60].Sample(sizes =>
        {
            IReadOnlyList<IReadOnlyList<long>> messages = [.. DeltaMessages.Of(sizes, size => size)];
            Assert.Equal(sizes, messages.SelectMany(message => message));
            Assert.All(messages, message => Assert.True(message.Count == 1 || message.Sum() <= DeltaMessages.MaxBytes));
            Assert.All(
                messages.Zip(messages.Skip(1)), pair => Assert.True(pair.First.Sum() + pair.Second[0] > DeltaMessages.MaxBytes));
        });

    [Fact]
    public void No_message_is_larger_than_its_estimated_size()
    {
        using ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer<EntityDeltas[]>>();
        Gen.Select(Text, AnyDelta.Array[1, 4]).Array[1, 4].Sample(entities =>
        {
            EntityDeltas[] message =
                [.. entities.Select(entity => new EntityDeltas(new EntityKey(EntityKind.Product, entity.Item1), entity.Item2))];
            long estimated = message.Sum(one => DeltaSize.Of(one.Entity, one.Deltas));
            Assert.InRange(serializer.SerializeToArray(message).Length, 1, estimated);
        });
    }
}
