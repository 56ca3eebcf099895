using CsCheck;
using RetailGrains.Figures;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Streams;
using StackExchange.Redis;

namespace RetailGrains.Tests.Unit.Streams;

public sealed class WireTests
{
    [Theory]
    [InlineData("redis://host", "host", 6379, null, null, null, false)]
    [InlineData("redis://:p%40ss@host:6380/3", "host", 6380, null, "p@ss", 3, false)]
    [InlineData("rediss://user:secret@host:1/", "host", 1, "user", "secret", null, true)]
    [InlineData("host:7000,password=secret,defaultDatabase=2,ssl=true", "host", 7000, null, "secret", 2, true)]
    [InlineData("host:7000", "host", 7000, null, null, null, false)]
    public void Both_kinds_of_addresses_are_parsed(
        string text, string host, int port, string? user, string? password, int? database, bool tls)
    {
        ConfigurationOptions options = RedisUrl.Parse(text);
        Assert.Equal([$"Unspecified/{host}:{port}"], options.EndPoints.Select(one => one.ToString()));
        Assert.Equal((user, password, database, tls), (options.User, options.Password, options.DefaultDatabase, options.Ssl));
        Assert.False(options.AbortOnConnectFail);
    }

    [Theory]
    [InlineData("redis://")]
    [InlineData("redis://host/first")]
    [InlineData("host:6379,colour=red")]
    [InlineData(",")]
    [InlineData("http://user:hush@host:1")]
    [InlineData("redis://:hush@host/first")]
    public void Anything_else_stops_the_start_and_is_named_without_its_password(string text)
    {
        var options = new StreamsOptions { RedisUrl = text };
        string problem = Assert.Single(new StreamsOptionsValidator().Validate(null, options).Failures!);
        Assert.StartsWith("REDIS_URL=", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1764034623000-0-3")]
    [InlineData("1764034623000-12-7-41")]
    public void The_id_of_a_dead_letter_identifies_its_origin(string text) => Assert.Equal(text, DeadLetterId.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1764034623000-0")]
    [InlineData("1764034623000-0-8")]
    [InlineData("1764034623000-0-3-")]
    [InlineData("1764034623000-0-3-1-1")]
    [InlineData("a-0-3")]
    [InlineData("1-0-+3")]
    public void Anything_else_is_not_the_id_of_a_dead_letter(string text) => Assert.Null(DeadLetterId.Parse(text));

    [Fact]
    public void A_recorded_sale_is_read_as_it_was_written() =>
        Gen.Select(Gen.Long[-10_000_000_000, 10_000_000_000], Gen.Long[0, 500_000_000_000_000], Gen.Int[0, 2]).Sample(
            (amount, micros, kind) =>
        {
            DateTime at = new DateTime(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(micros);
            decimal price = amount / 10_000m;
            var entry = new LedgerEntry(
                new Position(3, 18211), "r-1", "London, \"N\"", null, at, (TransactionKind)kind,
                [new SaleLine("P", null, 3, price), new SaleLine("Q", null, -1, 0.5m)], at);
            return RecordedWire.Read(RecordedWire.Write(RecordedSales.Of(entry))) == RecordedSales.Of(entry);
        });

    [Fact]
    public void A_recorded_sale_with_every_field_is_read_as_it_was_written_to_the_last_digit()
    {
        var at = new DateTime(2026, 11, 1, 8, 26, 0, DateTimeKind.Utc);
        SaleLine[] lines =
        [
            SaleLine.Of("cheese", null, 0.3555m, 3.9999m, null, null, 0.0929m, 7m),
            SaleLine.Of("bag", null, 2, 1m, 0.25m, null, 0.28m, 19m),
        ];
        foreach (bool taxExcluded in (bool[])[false, true])
        {
            var entry = new LedgerEntry(new Position(3, 18211), "r-1", "London", null, at, TransactionKind.Sale, lines, at)
            {
                Currency = "GBP",
                Details = new SaleDetails(TaxExcluded: taxExcluded),
            };
            foreach (EntryEffect effect in Enum.GetValues<EntryEffect>())
            {
                SaleRecorded sale = RecordedSales.Of(entry with { Mark = new RevisionMark(2, effect, 1) });
                NameValueEntry[] fields = RecordedWire.Write(sale);
                Assert.Equal(sale, RecordedWire.Read(fields));
                Assert.Contains(new NameValueEntry("currency", "GBP"), fields);
            }
        }

        NameValueEntry[] written = RecordedWire.Write(RecordedSales.Of(new LedgerEntry(
            new Position(3, 18211), "r-1", "London", null, at, TransactionKind.Sale, lines, at)
        { Currency = "GBP" }));
        Assert.Equal(
            ["3.17196445", "2.3555", "GBP", "0.25", "0.3729", "2.79906445"],
            ((string[])["netRevenue", "units", "currency", "discounts", "tax", "netRevenueExTax"]).Select(
                name => Assert.Single(written, field => field.Name == name).Value.ToString()));
    }

    [Fact]
    public void Other_entries_are_not_mistaken_for_recorded_sales()
    {
        Assert.Null(RecordedWire.Read([]));
        Assert.Null(RecordedWire.Read([new NameValueEntry("v", "2"), new NameValueEntry("position", "1-1")]));
        Assert.Null(RecordedWire.Read([new NameValueEntry("v", "1"), new NameValueEntry("position", "1")]));
    }

    /// <summary>The windows contain all items in order. No window contains an id twice or exceeds the maximum size.</summary>
    [Fact]
    public void Windows_keep_the_order_and_contain_every_id_once() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, 5_000]).List[0, 60].Sample(sent =>
        {
            List<SalesItem> items = sent.ConvertAll(one => Item($"t{one.Item1}", one.Item2));
            List<List<SalesItem>> windows = [.. SalesWindows.Of(items)];
            return windows.SelectMany(window => window).SequenceEqual(items)
                && windows.TrueForAll(window => window.Count > 0
                    && window.DistinctBy(item => item.Read.TransactionId).Count() == window.Count
                    && window.SkipLast(1).Sum(item => item.Read.Transaction!.Lines.Length) < SalesWindows.MaxLines);
        });

    [Fact]
    public void Messages_of_a_producer_in_the_cluster_fit_into_entries()
    {
        SaleTransaction large = Sale("large", 5_000);
        SaleTransaction[] sales =
            [.. Enumerable.Range(0, 500).Select(n => n % 100 == 7 ? large with { TransactionId = $"large{n}" } : Sale($"t{n}", 2))];
        IReadOnlyList<NameValueEntry[]> entries = new SalesAdapter().Write(default, sales, null);
        var reader = new TransactionReader(TimeProvider.System);
        List<SalesItem> read = [.. entries.SelectMany(fields => SalesItems.Of(
            SalesWire.Read(
                "1-0", Array.ConvertAll(fields, f => KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(f.Name, f.Value))),
            reader))];
        Assert.Equal(sales.Select(sale => sale.TransactionId), read.Select(item => item.Read.Transaction!.TransactionId));
    }

    private static SaleTransaction Sale(string id, int lines) => new(
        id, "S", null, new SaleTime(new DateTime(2020, 1, 1), TimeSpan.Zero), TransactionKind.Sale,
        [.. Enumerable.Repeat(new SaleLine("product", "A description of some length", 1, 1.25m), lines)]);

    private static SalesItem Item(string id, int lines) => new(
        new SalesEntry("1-0", SalesContent.Batch, [], null, null), 0, new ReadItem(Sale(id, lines), id, null), default);
}
