using RetailGrains.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class TransactionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("536365")]
    [InlineData("United Kingdom")]
    [InlineData("a/b%2F'\"\\;")]
    [InlineData("日本")]
    [InlineData("🛒")]
    public void Ids_may_be_any_text(string id) => Assert.Null(TransactionRules.Id(id));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u2028")]
    [InlineData("tab\there")]
    [InlineData("nul\0here")]
    [InlineData("c1\u0085here")]
    public void Empty_and_blank_ids_and_control_characters_are_refused(string id) => Assert.NotNull(TransactionRules.Id(id));

    [Theory]
    [InlineData(" x")]
    [InlineData("x ")]
    [InlineData("\u00a0x")]
    [InlineData("x\u3000")]
    [InlineData("x\u2009")]
    [InlineData(".")]
    [InlineData("..")]
    public void Ids_that_no_path_can_contain_or_that_white_space_surrounds_are_refused_even_if_recorded_before(string id)
    {
        Assert.NotNull(TransactionRules.Id(id));
        Assert.Null(TransactionRules.RecordedId(id));
    }

    [Theory]
    [InlineData("void:", false)]
    [InlineData("void:v-1", false)]
    [InlineData("void:void:v-1", false)]
    [InlineData("void", true)]
    [InlineData("VOID:v-1", true)]
    [InlineData("avoid:v-1", true)]
    [InlineData("...", true)]
    public void No_sender_may_use_the_id_of_a_void(string id, bool valid)
    {
        Assert.Equal(valid, TransactionRules.TransactionId(id) is null);
        Assert.Null(TransactionRules.Id(id));
    }

    [Fact]
    public void Unpaired_surrogates_are_refused_everywhere()
    {
        Assert.NotNull(TransactionRules.Id("\ud83d"));
        Assert.NotNull(TransactionRules.Id("\ude42x"));
        Assert.NotNull(TransactionRules.Id("\ude42\ud83d"));
        Assert.NotNull(TransactionRules.Text("x\ud83d"));
    }

    [Fact]
    public void Ids_are_counted_in_UTF_16_code_units()
    {
        Assert.Null(TransactionRules.Id(new string('x', 64)));
        Assert.NotNull(TransactionRules.Id(new string('x', 65)));
        Assert.Null(TransactionRules.Id(string.Concat(Enumerable.Repeat("🛒", 32))));
        Assert.NotNull(TransactionRules.Id(string.Concat(Enumerable.Repeat("🛒", 32)) + "x"));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", true)]
    [InlineData("0.355", true)]
    [InlineData("-0.0001", true)]
    [InlineData("0.00010", true)]
    [InlineData("0.00001", false)]
    [InlineData("-1000000", true)]
    [InlineData("1000000.0", true)]
    [InlineData("1000000.0001", false)]
    [InlineData("-2147483648", false)]
    public void Quantities_have_limits_and_at_most_four_decimals_by_value(string quantity, bool valid) =>
        Assert.Equal(valid, TransactionRules.Quantity(decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture)) is null);

    [Theory]
    [InlineData("2.55", true)]
    [InlineData("0", true)]
    [InlineData("-11062.06", true)]
    [InlineData("0.0001", true)]
    [InlineData("0.00010000", true)]
    [InlineData("0.00001", false)]
    [InlineData("1000000.0000", true)]
    [InlineData("1000000.0001", false)]
    [InlineData("-1000000.0001", false)]
    public void Prices_have_limits_and_at_most_four_decimals_by_value(string price, bool valid) =>
        Assert.Equal(valid, TransactionRules.UnitPrice(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)) is null);

    [Fact]
    public void Times_lie_between_the_year_2000_and_a_day_ahead()
    {
        Assert.Null(At(new DateTime(2000, 1, 1), TimeSpan.Zero));
        Assert.NotNull(At(new DateTime(2000, 1, 1), TimeSpan.FromHours(1)));
        Assert.NotNull(At(new DateTime(1999, 12, 31, 23, 59, 59), null));
        Assert.Null(At(Now.UtcDateTime.AddDays(1), TimeSpan.Zero));
        Assert.NotNull(At(Now.UtcDateTime.AddDays(1).AddTicks(10), TimeSpan.Zero));
        Assert.Null(At(Now.UtcDateTime.AddDays(1).AddHours(2), TimeSpan.FromHours(2)));
        Assert.NotNull(At(DateTime.MinValue, TimeSpan.FromHours(14)));
        Assert.NotNull(At(DateTime.MaxValue, TimeSpan.FromHours(-14)));

        static string? At(DateTime wall, TimeSpan? offset) => TransactionRules.Time(new SaleTime(wall, offset), Now);
    }

    [Fact]
    public void All_problems_are_reported_together_with_their_paths()
    {
        var sent = new SaleTransaction(
            "", "S", "\0", new SaleTime(new DateTime(1990, 1, 1), null), (TransactionKind)9,
            [new SaleLine("P", null, 1, 1), new SaleLine("", "\0", 1_000_001, 0.00001m)]);
        Assert.False(TransactionRules.IsValid(sent, Now, out InputProblems? problems));
        Assert.Equal(
            [
                "customerId", "kind", "lines[1].description", "lines[1].productId", "lines[1].quantity", "lines[1].unitPrice",
                "occurredAt", "transactionId",
            ],
            problems.ToDictionary().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_transaction_is_at_most_a_mebibyte_whatever_it_contains()
    {
        foreach (SaleLine line
            in new[] { new SaleLine("P", new string('\u20ac', 900), 1, 1),
                new SaleLine(new string('x', 64), new string('y', 1_000), 1, 1) })
        {
            int most = (int)((TransactionSize.MaxBytes - TransactionSize.Of(Of(line, 0))) / TransactionSize.OfLine(line));
            Assert.True(TransactionRules.IsValid(Of(line, most), Now, out _));
            Assert.True(TransactionRules.IsRecordable(Of(line, most), Now));
            Assert.False(TransactionRules.IsValid(Of(line, most + 1), Now, out InputProblems? problems));
            Assert.Equal(["$"], problems.ToDictionary().Keys);
            Assert.False(TransactionRules.IsRecordable(Of(line, most + 1), Now));
        }

        static SaleTransaction Of(SaleLine line, int lines) => new(
            "T", "S", null, new SaleTime(new DateTime(2026, 1, 1), null), TransactionKind.Sale, [.. Enumerable.Repeat(line, lines)]);
    }

    /// <summary>This ensures that a transaction that fits into a stream entry also fits into the ledger.</summary>
    [Fact]
    public void Json_is_never_smaller_than_the_size_that_is_counted()
    {
        foreach (string text in new[] { "", "a", "\u20ac", "\ud83d\ude00", "\"\\" })
        {
            var sale = new SaleTransaction(
                "T", "S", null, new SaleTime(new DateTime(2026, 1, 1), null), TransactionKind.Sale,
                [.. Enumerable.Repeat(new SaleLine("P", text.Length == 0 ? null : text, 1, 1), 100)]);
            Assert.True(
                TransactionSize.Of(sale) <= SaleJson.One(sale).Length, $"{TransactionSize.Of(sale)} for {SaleJson.One(sale).Length} bytes");
        }
    }

    [Fact]
    public void Any_transaction_that_a_partition_receives_is_validated_without_an_exception()
    {
        var good = new SaleTransaction(
            "T", "S", null, new SaleTime(new DateTime(2026, 1, 1), TimeSpan.Zero), TransactionKind.Sale, [new SaleLine("P", null, 1, 1)]);
        Assert.True(TransactionRules.IsRecordable(good, Now));
        Assert.True(TransactionRules.IsRecordable(good with { TransactionId = "void:T" }, Now));
        Assert.All(
            new SaleTransaction?[]
            {
                null,
                good with { TransactionId = null! },
                good with { TransactionId = new string('x', 65) },
                good with { StoreId = null! },
                good with { StoreId = "\ud800" },
                good with { CustomerId = "" },
                good with { Lines = null! },
                good with { Lines = [] },
                good with { Lines = [default] },
                good with { Lines = [.. Enumerable.Repeat(good.Lines[0], 5_001)] },
                good with { Lines = [new SaleLine("P", null, 0.00001m, 1)] },
                good with { Lines = [new SaleLine("P", null, 1_000_001, 1)] },
                good with { Lines = [SaleLine.Of("P", null, 1, 1, 0, null, 0.00001m, null)] },
                good with { Lines = [SaleLine.Of("P", null, 1, 1, 0, null, null, -1)] },
                good with { Lines = [SaleLine.Of("P", null, 1, 1, 0.5m, 0.9m, null, null)] },
                good with { Lines = [SaleLine.Of("P", null, 1, 1, null, 4_000_000_000_000m, null, null)] },
                good with { Currency = "eur" },
                good with { Details = new SaleDetails(Register: "\0") },
                good with { Details = new SaleDetails(Note: new string('x', 1_001)) },
                good with { Details = new SaleDetails(Payments: [new Payment(null!, 1)]) },
                good with { Details = new SaleDetails(Payments: [new Payment("cash", 0.00001m)]) },
                good with { Details = new SaleDetails(Payments: [.. Enumerable.Repeat(new Payment("cash", 1), 101)]) },
                good with { Lines = [good.Lines[0] with { Quantity = int.MinValue }] },
                good with { Lines = [good.Lines[0] with { UnitPrice = decimal.MaxValue }] },
                good with { Lines = [good.Lines[0] with { Description = "\0" }] },
                good with { Lines = [good.Lines[0] with { Description = new string('x', 1_001) }] },
                good with { Kind = (TransactionKind)7 },
                good with { Time = default },
                good with { Time = new SaleTime(new DateTime(2026, 1, 1), TimeSpan.MaxValue) },
                good with { Time = new SaleTime(new DateTime(2026, 1, 1), TimeSpan.MinValue) },
                good with { Time = new SaleTime(new DateTime(2026, 1, 1), TimeSpan.FromSeconds(1)) },
                good with { Time = new SaleTime(new DateTime(2026, 1, 1).AddTicks(1), null) },
                good with { Time = new SaleTime(DateTime.MaxValue, null) },
                good with { Time = new SaleTime(new DateTime(2099, 1, 1), null) },
            },
            bad => Assert.False(TransactionRules.IsRecordable(bad, Now)));
    }

    [Fact]
    public void A_summary_names_the_first_problems_and_the_number_of_the_others()
    {
        InputProblems problems = new();
        problems.Add("$", "must be an object");
        Assert.Equal("What was sent must be an object.", problems.Summary);
        problems = new();
        problems.Add("lines[3].unitPrice", "must have at most four decimals");
        Assert.Equal("lines[3].unitPrice must have at most four decimals.", problems.Summary);
        problems.Add("storeId", "is required");
        problems.Add("storeId", "is given twice");
        Assert.Equal("lines[3].unitPrice must have at most four decimals. 2 more in errors.", problems.Summary);
    }

    [Fact]
    public void The_list_of_problems_is_bounded()
    {
        InputProblems problems = new();
        for (int i = 0; i < 1_000; i++) problems.Add($"lines[{i}].quantity", "is wrong");
        Assert.Equal(InputProblems.MaxProblems, problems.ToDictionary().Count);
    }
}
