using System.Text;
using CsCheck;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Streams;

namespace RetailGrains.Tests.Unit.Streams;

public sealed class SalesWireTests
{
    private const string Good =
        """{"transactionId":"T","storeId":"S","occurredAt":"2010-12-01T08:26:00Z","lines":[{"productId":"P","quantity":1,"unitPrice":1}]}""";

    private static readonly Gen<string> Names = Gen.OneOf(Gen.OneOfConst("v", "tx", "batch", "letter", "first", "count"), Gen.String);

    private static readonly Gen<byte[]> Values = Gen.OneOf(
        Gen.OneOfConst("1", "2", "", "[]", "{}", "null", Good, $"[{Good}]", $"[{Good},7]", $"[{Good}", "9223372036854775807", "-1")
            .Select(Encoding.UTF8.GetBytes),
        Gen.Byte.Array[0, 200]);

    [Fact]
    public void A_transaction_is_read()
    {
        SalesItem item = Assert.Single(ItemsOf(("v", "1"), ("tx", Good)));
        Assert.Equal("T", item.Read.Transaction!.TransactionId);
        Assert.Equal(SalesItem.Whole, item.Index);
    }

    [Fact]
    public void Each_item_of_a_batch_is_validated_separately_and_keeps_its_text()
    {
        string bad = """{"transactionId":"U"}""";
        List<SalesItem> items = ItemsOf(("batch", $" [ {Good} ,{bad}, 7 ]"), ("v", "1"));
        Assert.Equal([true, false, false], items.Select(item => item.Read.Transaction is not null));
        Assert.Equal([0, 1, 2], items.Select(item => item.Index));
        Assert.Equal([Good, bad, "7"], items.Select(item => Encoding.UTF8.GetString(item.Json)));
    }

    [Theory]
    [InlineData("v is required", "tx", Good)]
    [InlineData("v must be 1, and is 2", "v", "2", "tx", Good)]
    [InlineData("v must be 1, and is 2", "v", "2", "other", "")]
    [InlineData("tx or batch is required", "v", "1")]
    [InlineData("tx and batch must not both be given", "v", "1", "tx", Good, "batch", "[]")]
    [InlineData("tx is given twice", "v", "1", "tx", Good, "tx", Good)]
    [InlineData("colour is not a known field", "v", "1", "tx", Good, "colour", "red")]
    [InlineData("letter, first and count are reserved for retried dead letters", "v", "1", "tx", Good, "count", "many")]
    [InlineData("$ is not well-formed JSON", "v", "1", "tx", "{broken")]
    [InlineData("$ is not well-formed JSON", "v", "1", "tx", Good + "{}")]
    [InlineData("$ is not well-formed JSON", "v", "1", "batch", "[" + Good)]
    [InlineData("$ must be an array of transactions", "v", "1", "batch", Good)]
    [InlineData("$ must be an object", "v", "1", "tx", "[" + Good + "]")]
    [InlineData("storeId is required", "v", "1", "tx", """{"transactionId":"U"}""")]
    public void Errors_are_reported(string reason, params string[] fields)
    {
        SalesItem item = Assert.Single(ItemsOf([.. fields.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.Null(item.Read.Transaction);
        Assert.Contains(reason, item.Read.Problems!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_is_too_large_is_refused_and_its_content_is_dropped()
    {
        SalesEntry largest = Read(("v", "1"), ("tx", new string(' ', SalesWire.MaxJson)));
        SalesEntry tooLarge = Read(("v", "1"), ("tx", new string(' ', SalesWire.MaxJson + 1)));
        Assert.Equal(SalesContent.Transaction, largest.Content);
        Assert.Equal(SalesContent.Refused, tooLarge.Content);
        Assert.Equal("tx must be at most 1048576 bytes long, and has 1048577", tooLarge.Reason);
        Assert.Empty(tooLarge.Json);
    }

    [Fact]
    public void A_retried_dead_letter_keeps_its_id()
    {
        var letter = new RetriedLetter("1-0/3", new DateTime(2026, 11, 25, 1, 2, 3, 4, DateTimeKind.Utc), 7);
        Assert.Equal(letter, Read(("v", "2"), ("letter", "1-0/3"), ("first", "1795568523004"), ("count", "7")).Retry);
    }

    /// <summary>Reading an entry never throws. It returns items, each of which has either a transaction or problems.</summary>
    [Fact]
    public void No_entry_makes_the_reader_throw() =>
        Gen.Select(Names, Values).Array[0, 6].Sample(fields =>
        {
            SalesEntry entry = SalesWire.Read(
                "1-0", [.. fields.Select(field => Field(Encoding.UTF8.GetBytes(field.Item1), field.Item2))]);
            return SalesItems.Of(entry, new TransactionReader(TimeProvider.System))
                .All(item => item.Read.Transaction is null == item.Read.Problems is { Any: true });
        });

    /// <summary>A valid entry with some changed bytes is accepted as a whole, refused with a reason, or validated item by item.</summary>
    [Fact]
    public void No_damage_to_a_batch_makes_the_reader_throw() =>
        Gen.Select(Gen.Int[0, (2 * Good.Length) + 2], Gen.Byte).Array[1, 4].Sample(damage =>
        {
            byte[] json = Encoding.UTF8.GetBytes($"[{Good},{Good}]");
            foreach ((int at, byte value) in damage) json[at] = value;
            List<SalesItem> items = [.. SalesItems.Of(
                new SalesEntry("1-0", SalesContent.Batch, json, null, null), new TransactionReader(TimeProvider.System))];
            return items.TrueForAll(item => item.Read.Transaction is null == item.Read.Problems is { Any: true });
        });

    [Fact]
    public void A_batch_with_too_many_transactions_is_refused_as_a_whole()
    {
        Assert.Equal(SalesWire.MaxPerEntry, ItemsOf(("v", "1"), ("batch", Zeros(SalesWire.MaxPerEntry))).Count);
        SalesItem refused = Assert.Single(ItemsOf(("v", "1"), ("batch", Zeros(SalesWire.MaxPerEntry + 1))));
        Assert.Equal(SalesItem.Whole, refused.Index);
        Assert.Equal("batch has 10001 transactions; at most 10000 are allowed", refused.Read.Problems!.ToString());

        static string Zeros(int count) => $"[{string.Join(',', Enumerable.Repeat('0', count))}]";
    }

    [Fact]
    public void Written_values_are_read_unchanged() =>
        Sales.Sample(sales =>
        {
            SalesEntry entry = Read(("v", "1"), ("batch", Encoding.UTF8.GetString(SaleJson.Batch(sales))));
            List<SalesItem> items = [.. SalesItems.Of(entry, new TransactionReader(TimeProvider.System))];
            Assert.Equal(sales.Length, items.Count);
            for (int i = 0; i < sales.Length; i++)
            {
                Assert.Null(items[i].Read.Problems?.ToString());
                AssertSame(sales[i], items[i].Read.Transaction!);
            }
        });

    private static Gen<string> Id => Gen.String[Gen.OneOf(Gen.Char['!', '~'], Gen.Char['à', 'ÿ'], Gen.Const('日')), 1, 64]
        .Where(id => TransactionRules.TransactionId(id) is null);

    private static Gen<SaleLine> Line => Gen.Select(
        Id,
        Gen.Null(Gen.String[Gen.Char[' ', '퟿'], 0, 50]),
        Gen.Int[-1_000_000, 1_000_000],
        Gen.Long[-10_000_000_000, 10_000_000_000],
        Gen.Int[0, 4],
        Gen.Long[-10_000_000_000, 10_000_000_000],
        (product, description, quantity, price, given, amount) => given switch
        {
            0 => new SaleLine(product, description, quantity, price / 10_000m),
            1 => new SaleLine(product, description, quantity / 1_000m, price / 10_000m),
            2 => SaleLine.Of(product, description, quantity / 1_000m, price / 10_000m, amount / 10_000m, null, amount / 1_000m, 19.5m),
            3 => SaleLine.Of(product, description, quantity / 1_000m, price / 10_000m, null, amount / 10_000m, null, 0),
            _ => SaleLine.Of(product, description, 0.355m, 3.99m, 0, 1.42m, 0, null), // rounded by the till
        });

    private static Gen<SaleDetails?> Details => Gen.Select(
        Gen.Null(Id),
        Gen.Null(Gen.String[Gen.Char[' ', 'z'], 0, 50]),
        Gen.Bool,
        Gen.Select(Id, Gen.Long[-10_000_000_000, 10_000_000_000], (method, amount) => new Payment(method, amount / 100m)).Array[0, 3],
        (id, note, taxExcluded, payments) => new SaleDetails(id, id, note, id, taxExcluded, payments).OrNull());

    private static Gen<SaleTransaction[]> Sales => Gen.Select(
        Id,
        Gen.Null(Id),
        Gen.Long[0, 500_000_000_000_000],
        Gen.Nullable(Gen.Int[-840, 840]),
        Gen.Int[0, 2],
        Line.Array[1, 5],
        Details,
        (id, customer, micros, offset, kind, lines, details) => new SaleTransaction(
            id,
            id,
            customer,
            new SaleTime(new DateTime(2002, 1, 1).AddMicroseconds(micros), offset is { } minutes ? TimeSpan.FromMinutes(minutes) : null),
            (TransactionKind)kind,
            lines)
        {
            Currency = kind == 0 ? null : "EUR",
            Details = details,
        }).Array[0, 5];

    private static void AssertSame(SaleTransaction a, SaleTransaction b)
    {
        SaleLine[] none = [];
        Assert.Equal(a with { Lines = none, Details = null }, b with { Lines = none, Details = null });
        Assert.True(SaleDetails.HaveSameContent(a.Details, b.Details));
        // An empty description equals a missing one.
        Assert.True(SaleLine.HaveSameContent(a.Lines, b.Lines));
    }

    private static List<SalesItem> ItemsOf(params (string Name, string Value)[] fields) =>
        [.. SalesItems.Of(Read(fields), new TransactionReader(TimeProvider.System))];

    private static SalesEntry Read(params (string Name, string Value)[] fields) =>
        SalesWire.Read("1-0", [.. fields.Select(field => Field(Encoding.UTF8.GetBytes(field.Name), Encoding.UTF8.GetBytes(field.Value)))]);

    private static KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Field(byte[] name, byte[] value) => new(name, value);
}
