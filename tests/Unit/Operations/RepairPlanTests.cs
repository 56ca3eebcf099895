using RetailGrains.Figures;
using RetailGrains.Operations;

namespace RetailGrains.Tests.Unit.Operations;

/// <summary>Projections are rebuilt from the ledger, but never from a suspect ledger.</summary>
public sealed class RepairPlanTests
{
    private static readonly ChainChecked Right =
        new(new FigureComparison(), default, ServedDiffers: false, SavedDiffers: false, HasGaps: false);

    [Fact]
    public void Nothing_is_repaired_when_everything_agrees() => Assert.Null(RepairPlan.Of(Right, Kinds()).Sentence);

    [Fact]
    public void A_few_damaged_entities_are_rebuilt_individually()
    {
        RepairPlan plan = RepairPlan.Of(Right, Kinds(products: ["p", "q"]));
        Assert.False(plan.Generation);
        Assert.Equal([new EntityKey(EntityKind.Product, "p"), new EntityKey(EntityKind.Product, "q")], plan.Entities);
    }

    [Fact]
    public void Many_damaged_entities_or_a_damaged_share_cause_a_rebuild_of_the_generation()
    {
        string[] many = [.. Enumerable.Range(0, 101).Select(n => $"p{n}")];
        Assert.True(RepairPlan.Of(Right, Kinds(products: many)).Generation);
        Assert.True(RepairPlan.Of(Right with { SavedDiffers = true }, Kinds()).Generation);
        Assert.True(RepairPlan.Of(Right with { ServedDiffers = true }, Kinds(products: ["p"])).Generation);
    }

    [Fact]
    public void Nothing_is_rebuilt_from_a_ledger_that_was_altered_has_gaps_or_differs_from_chain_and_stores()
    {
        foreach (RepairPlan plan in (RepairPlan[])[
            RepairPlan.Of(Right with { BrokenAt = "3-7: content", SavedDiffers = true }, Kinds(products: ["p"])),
            RepairPlan.Of(Right with { HasGaps = true, ServedDiffers = true }, Kinds(products: ["p"])),
            RepairPlan.Of(Right with { ServedDiffers = true }, Kinds(stores: ["s"], products: ["p"]))])
        {
            Assert.False(plan.Generation);
            Assert.Empty(plan.Entities);
            Assert.StartsWith("nothing is rebuilt", plan.Sentence, StringComparison.Ordinal);
        }
    }

    private static EntitiesChecked[] Kinds(string[]? stores = null, string[]? products = null) =>
    [
        Kind(EntityKind.Store, stores), Kind(EntityKind.Product, products), Kind(EntityKind.Customer, null),
    ];

    private static EntitiesChecked Kind(EntityKind kind, string[]? damaged) =>
        new(kind, new FigureComparison(), 0, (damaged ?? []).ToHashSet(), MoreDamaged: false);
}
