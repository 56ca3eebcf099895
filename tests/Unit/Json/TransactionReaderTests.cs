using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Tests.Unit.Transactions;

namespace RetailGrains.Tests.Unit.Json;

public sealed class TransactionReaderTests
{
    private const string Line = """{"productId":"85123A","description":"HEART","quantity":6,"unitPrice":2.55}""";

    private const string Good =
        $$"""
        {"transactionId":"536365","storeId":"United Kingdom","customerId":"17850","occurredAt":"2010-12-01T08:26:00Z","kind":"sale",
         "lines":[{{Line}}]}
        """;

    [Fact]
    public void A_complete_transaction_is_read()
    {
        SaleTransaction read = Read(Good).Transaction!;
        Assert.Equal("536365", read.TransactionId);
        Assert.Equal("United Kingdom", read.StoreId);
        Assert.Equal("17850", read.CustomerId);
        Assert.Equal(new SaleTime(new DateTime(2010, 12, 1, 8, 26, 0), TimeSpan.Zero), read.Time);
        Assert.Equal(TransactionKind.Sale, read.Kind);
        Assert.Equal([new SaleLine("85123A", "HEART", 6, 2.55m)], read.Lines);
    }

    [Fact]
    public void Customer_kind_and_description_may_be_left_out_or_null()
    {
        string line = """{"productId":"P","quantity":1,"unitPrice":1}""";
        foreach (string optional in new[] { "", """ "customerId":null,"kind":null, """ })
        {
            SaleTransaction read = Read(
                $$"""{"transactionId":"T","storeId":"S",{{optional}}"occurredAt":"2010-12-01T08:26:00","lines":[{{line}}]}""").Transaction!;
            Assert.Null(read.CustomerId);
            Assert.Equal(TransactionKind.Sale, read.Kind);
            Assert.Null(read.Time.Offset);
            Assert.Null(read.Lines[0].Description);
        }
    }

    [Theory]
    [InlineData("{}", "lines", "occurredAt", "storeId", "transactionId")]
    [InlineData("[]", "$")]
    [InlineData("7", "$")]
    [InlineData("null", "$")]
    public void Missing_fields_are_reported(string json, params string[] paths) => Assert.Equal(paths, PathsOf(json));

    [Theory]
    [InlineData("\"quantity\":6", "\"quantity\":\"6\"", "lines[0].quantity")]
    [InlineData("\"quantity\":6", "\"quantity\":6.50001", "lines[0].quantity")]
    [InlineData("\"quantity\":6", "\"quantity\":99999999999", "lines[0].quantity")]
    [InlineData("\"quantity\":6", "\"quantity\":null", "lines[0].quantity")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":\"2.55\"", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":1e300", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":1e-30", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":1e-2147483649", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":2.550000000000000000000000000000001", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":{\"a\":[1]}", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":2.55,\"unitPrice\":2.55", "lines[0].unitPrice")]
    [InlineData("\"unitPrice\":2.55", "\"unitPrice\":2.55,\"tax\":{\"rate\":[0.2]}", "lines[0].tax")]
    [InlineData("\"kind\":\"sale\"", "\"kind\":\"sal\\ud800\"", "kind")]
    [InlineData("\"lines\":", "\"kind\\ud800\":\"sale\",\"lines\":", "?")]
    [InlineData("\"kind\":\"sale\"", "\"kind\":\"Sale\"", "kind")]
    [InlineData("\"kind\":\"sale\"", "\"kind\":0", "kind")]
    [InlineData("\"storeId\":\"United Kingdom\"", "\"storeId\":7", "storeId")]
    [InlineData("\"storeId\":\"United Kingdom\"", "\"storeId\":null", "storeId")]
    [InlineData("\"storeId\":\"United Kingdom\"", "\"storeId\":\"\\ud800\"", "storeId")]
    [InlineData("\"storeId\":\"United Kingdom\"", "\"StoreId\":\"S\"", "StoreId,storeId")]
    [InlineData("\"storeId\":\"United Kingdom\"", "\"storeId\":\"S\",\"storeId\":\"S\"", "storeId")]
    [InlineData("\"2010-12-01T08:26:00Z\"", "\"01/12/2010\"", "occurredAt")]
    [InlineData("\"2010-12-01T08:26:00Z\"", "1291191960", "occurredAt")]
    [InlineData("\"lines\":[" + Line + "]", "\"lines\":{}", "lines")]
    [InlineData("\"lines\":[" + Line + "]", "\"lines\":[]", "lines")]
    [InlineData("\"lines\":[" + Line + "]", "\"lines\":[1,null]", "lines[0],lines[1]")]
    public void Problems_are_reported_by_path(string good, string bad, string paths) =>
        Assert.Equal(paths.Split(','), PathsOf(Good.Replace(good, bad, StringComparison.Ordinal)));

    [Theory]
    [InlineData("transactionId", " T")]
    [InlineData("storeId", "S ")]
    [InlineData("customerId", "\\u00a0C")]
    [InlineData("customerId", "")]
    [InlineData("transactionId", "void:T")]
    [InlineData("transactionId", "..")]
    [InlineData("storeId", ".")]
    public void Refused_ids_are_reported_by_path(string field, string value)
    {
        string[] fields =
            [.. new[] { ("transactionId", "T"), ("storeId", "S"), ("customerId", "C"), ("occurredAt", "2010-12-01T08:26:00Z") }
            .Select(one => $"\"{one.Item1}\":\"{(one.Item1 == field ? value : one.Item2)}\"")];
        Assert.Equal([field], PathsOf($"{{{string.Join(',', fields)},\"lines\":[{Line}]}}"));
    }

    [Fact]
    public void Ids_are_read_in_their_composed_form_and_an_empty_description_is_none()
    {
        ReadItem item = Read(
            """
            {"transactionId":"Te\u0301","storeId":"Cafe\u0301","customerId":"\u212b","occurredAt":"2010-12-01T08:26:00Z",
             "lines":[{"productId":"s\u0307\u0323","description":"","quantity":1,"unitPrice":1}]}
            """);
        SaleTransaction read = item.Transaction!;
        Assert.Equal(
            ("T\u00e9", "Caf\u00e9", "\u00c5", "\u1e69", null),
            (read.TransactionId, read.StoreId, read.CustomerId, read.Lines[0].ProductId, read.Lines[0].Description));
    }

    [Fact]
    public void An_id_may_be_longer_than_its_composed_form()
    {
        string sent = string.Concat(Enumerable.Repeat("e\\u0301", 64));
        string json = $$"""{"transactionId":"{{sent}}","storeId":"S","occurredAt":"2010-12-01T08:26:00Z","lines":[{{Line}}]}""";
        Assert.Equal(new string('\u00e9', 64), Read(json).Transaction!.TransactionId);
    }

    [Theory]
    [InlineData("6.0", 6)]
    [InlineData("6e0", 6)]
    [InlineData("0.6e1", 6)]
    [InlineData("600e-2", 6)]
    [InlineData("1e3", 1000)]
    public void Quantities_are_whole_by_value(string written, int quantity) =>
        Assert.Equal(
            quantity,
            Read(Good.Replace("\"quantity\":6", $"\"quantity\":{written}", StringComparison.Ordinal)).Transaction!.Lines[0].Quantity);

    [Theory]
    [InlineData("2.55000000000000000000000000000000000", "2.55")]
    [InlineData("255e-2", "2.55")]
    [InlineData("-0.0", "0")]
    [InlineData("1.0E+2", "100")]
    public void Prices_are_read_by_value(string written, string price) => Assert.Equal(
        decimal.Parse(price, CultureInfo.InvariantCulture),
        Read(Good.Replace("\"unitPrice\":2.55", $"\"unitPrice\":{written}", StringComparison.Ordinal)).Transaction!.Lines[0].UnitPrice);

    [Fact]
    public void All_problems_of_a_document_are_reported_together()
    {
        const string Bad =
            """
            {"transactionId":"","storeId":7,"occurredAt":"yesterday","kind":"gift","coupon":"X",
             "lines":[{"productId":"P","quantity":1000001,"unitPrice":1},{"quantity":"1","unitPrice":0.00001}]}
            """;
        Assert.Equal(
            [
                "coupon", "kind", "lines[0].quantity", "lines[1].productId", "lines[1].quantity", "lines[1].unitPrice", "occurredAt",
                "storeId",
                "transactionId",
            ],
            PathsOf(Bad));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"transactionId\":\"T\"")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{/* */}")]
    [InlineData("{\"a\":01}")]
    public void Invalid_JSON_is_reported_with_its_place(string text)
    {
        InputProblems problems = new();
        Assert.Null(JsonText.Parse(Bytes(text), new TransactionReader(TimeProvider.System).Read, problems));
        Assert.Contains("line 1, byte", problems.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_5000_lines_are_one_problem()
    {
        Assert.Null(Read(WithLines(5_000)).Problems);
        Assert.Equal(["lines"], PathsOf(WithLines(5_001)));

        static string WithLines(int count) =>
            Good.Replace(Line, string.Join(",", Enumerable.Repeat(Line, count)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_reader_reads_one_transaction_after_the_other()
    {
        var reader = new TransactionReader(TimeProvider.System);
        SaleTransaction first = Parse(reader, Good).Transaction!;
        Assert.NotNull(Parse(reader, "{}").Problems);
        SaleTransaction second = Parse(reader, Good.Replace("\"quantity\":6", "\"quantity\":7", StringComparison.Ordinal)).Transaction!;
        Assert.Equal(6, first.Lines[0].Quantity);
        Assert.Equal(7, second.Lines[0].Quantity);
    }

    [Fact]
    public void The_result_does_not_depend_on_how_the_bytes_were_split()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Good.Replace("HEART", "日本 ❤", StringComparison.Ordinal));
        SaleTransaction expected = Parse(new ReadOnlySequence<byte>(whole)).Transaction!;
        Gen.Int[1, whole.Length - 1].Array[1, 5].Sample(cuts =>
        {
            SaleTransaction read = Parse(Segments.Of(whole, cuts)).Transaction!;
            SaleLine[] none = [];
            return read with { Lines = none } == expected with { Lines = none } && read.Lines.AsSpan().SequenceEqual(expected.Lines);
        });
    }

    private static string[] PathsOf(string json) => [.. Read(json).Problems!.ToDictionary().Keys.Order(StringComparer.Ordinal)];

    private static ReadItem Read(string json) => Parse(new TransactionReader(TimeProvider.System), json);

    private static ReadItem Parse(ReadOnlySequence<byte> json) =>
        JsonText.Parse(json, new TransactionReader(TimeProvider.System).Read, new InputProblems())!.Value;

    private static ReadItem Parse(TransactionReader reader, string json) =>
        JsonText.Parse(Bytes(json), reader.Read, new InputProblems())!.Value;

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
