using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class BatchWindowTests
{
    [Fact]
    public void Results_are_in_the_order_of_the_items()
    {
        var window = new BatchWindow(firstIndex: 7);
        InputProblems problems = new();
        problems.Add("kind", "is wrong");
        Assert.True(window.TryAdd(Item("A")));
        Assert.True(window.TryAdd(new ReadItem(null, "B", problems)));
        Assert.True(window.TryAdd(Item("C")));

        BatchResult[] results = window.Results(
            [new AppendResult(AppendStatus.Conflict, new Position(3, 9)), new AppendResult(AppendStatus.Recorded, new Position(1, 2))],
            [new Dictionary<string, string[]> { ["note"] = ["differs"] }]);
        Assert.Equal([(7L, "A", "conflict", "3-9"), (8L, "B", "invalid", null), (9L, "C", "recorded", "1-2")],
            results.Select(result => (result.Index, result.TransactionId!, result.Status, result.Position)));
        Assert.Equal(["note"], results[0].Errors!.Keys);
        Assert.Equal(["kind"], results[1].Errors!.Keys);
        Assert.Null(results[2].Errors);
        Assert.Equal(10, window.NextIndex);
    }

    [Fact]
    public void Unanswered_items_are_busy_and_invalid_ones_stay_invalid()
    {
        var window = new BatchWindow(firstIndex: 0);
        InputProblems problems = new();
        problems.Add("$", "is wrong");
        window.TryAdd(Item("A"));
        window.TryAdd(new ReadItem(null, null, problems));
        Assert.Equal(["busy", "invalid"], window.Results(null, []).Select(result => result.Status));
    }

    [Fact]
    public void A_window_contains_an_id_once()
    {
        var window = new BatchWindow(firstIndex: 0);
        var other = new BatchWindow(firstIndex: 1);
        Assert.True(window.TryAdd(Item("A")));
        Assert.False(window.TryAdd(Item("A")));
        Assert.True(other.TryAdd(Item("a")));
        Assert.False(window.SharesIdsWith(other));
        Assert.True(other.TryAdd(Item("A")));
        Assert.True(window.SharesIdsWith(other));
    }

    [Fact]
    public void A_window_is_bounded_in_items_and_in_lines()
    {
        var window = new BatchWindow(firstIndex: 0);
        int items = 0;
        while (window.TryAdd(Item($"{items}"))) items++;
        Assert.Equal(1_000, items);

        window = new BatchWindow(firstIndex: 0);
        items = 0;
        while (window.TryAdd(Item($"{items}", lines: 5_000))) items++;
        Assert.Equal(4, items);
    }

    [Fact]
    public void A_window_is_bounded_in_bytes_before_an_item_is_added_bad_ones_included()
    {
        var window = new BatchWindow(firstIndex: 0);
        int items = 0;
        while (window.TryAdd(Item($"{items}", lines: 330, new string('\u20ac', 1_000)))) items++;
        Assert.InRange(items, 7, 8);
        Assert.InRange(window.Bytes, 1, TransactionSize.MaxWindowBytes);
        Assert.True(new BatchWindow(firstIndex: 0).TryAdd(Item("one that is above every bound", lines: 5_000, new string('x', 1_000))));

        InputProblems problems = new();
        for (int i = 0; i < 100; i++) problems.Add($"lines[{i}].unitPrice", new string('x', 900));
        window = new BatchWindow(firstIndex: 0);
        items = 0;
        while (window.TryAdd(new ReadItem(null, null, problems))) items++;
        Assert.InRange(items, 50, 100);
    }

    private static ReadItem Item(string id, int lines = 1, string? description = null)
    {
        SaleLine[] same = [.. Enumerable.Repeat(new SaleLine("P", description, 1, 1), lines)];
        return new ReadItem(new SaleTransaction(id, "S", null, default, TransactionKind.Sale, same), id, null);
    }
}
