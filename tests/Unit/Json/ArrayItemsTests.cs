using System.Buffers;
using System.Text;
using RetailGrains.Ledger;
using RetailGrains.Tests.Unit.Transactions;

namespace RetailGrains.Tests.Unit.Json;

public sealed class ArrayItemsTests
{
    private const string Good =
        """{"transactionId":"T","storeId":"S","occurredAt":"2010-12-01T08:26:00Z","lines":[{"productId":"P","quantity":1,"unitPrice":1}]}""";

    [Fact]
    public void Bad_items_do_not_stop_the_others()
    {
        List<ReadItem> items = ItemsOf($$"""[{{Good}}, 7, {"transactionId":"U","lines":[[]]}, {{Good}}]""");
        Assert.Equal([true, false, false, true], items.Select(item => item.Transaction is not null));
        Assert.Equal("U", items[2].TransactionId);
        Assert.Contains("lines[0]", items[2].Problems!.ToDictionary().Keys);
    }

    [Fact]
    public void An_empty_array_has_no_items() => Assert.Empty(ItemsOf(" [ ] "));

    [Theory]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("[" + Good)]
    [InlineData("[" + Good + "," + "{]")]
    [InlineData("[" + Good + "] x")]
    [InlineData("")]
    public void An_incomplete_array_is_refused_before_any_item(string text)
    {
        InputProblems problems = new();
        Assert.Null(ArrayItems.Of(Bytes(text), new TransactionReader(TimeProvider.System), problems));
        Assert.Equal(["$"], problems.ToDictionary().Keys);
    }

    private static List<ReadItem> ItemsOf(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        // Pieces of seven bytes, so that each transaction spans several.
        ReadOnlySequence<byte> pieces = Segments.Of(bytes, Enumerable.Range(1, (bytes.Length - 1) / 7).Select(i => i * 7));
        ArrayItems all = ArrayItems.Of(pieces, new TransactionReader(TimeProvider.System), new InputProblems())!;
        List<ReadItem> items = [];
        while (all.Next() is { } item) items.Add(item);
        return items;
    }

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
