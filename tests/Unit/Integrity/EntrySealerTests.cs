using System.Security.Cryptography;
using System.Text;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;

namespace RetailGrains.Tests.Unit.Integrity;

/// <summary>The hashes of an entry: equal for equal content, different for any other, and reproducible from the specification.</summary>
public sealed class EntrySealerTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly EntrySealer Sealer = new(Key);
    private static readonly DateTime Recorded = new(2026, 6, 1, 12, 0, 0, 123, DateTimeKind.Utc);

    private static readonly LedgerEntry Entry = new(
        new Position(3, 18211), "536365", "United Kingdom", "17850", new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.FromHours(1)),
        TransactionKind.Sale, [new SaleLine("85123A", "HOLDER", 6, 2.55m), new SaleLine("日本", null, -1, 0m)], Recorded);

    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, LedgerEntry> Changed => new()
    {
        ["id"] = Entry with { TransactionId = "536366" },
        ["store"] = Entry with { StoreId = "United kingdom" },
        ["customer"] = Entry with { CustomerId = "17851" },
        ["guest"] = Entry with { CustomerId = null },
        ["time"] = Entry with { OccurredAt = Entry.OccurredAt.AddTicks(10) },
        ["offset"] = Entry with { OccurredAt = Entry.OccurredAt.ToOffset(TimeSpan.FromHours(2)) },
        ["kind"] = Entry with { Kind = TransactionKind.Return },
        ["recorded"] = Entry with { RecordedAt = Recorded.AddTicks(10) },
        ["product"] = Entry with { Lines = [Entry.Lines[0] with { ProductId = "85123a" }, Entry.Lines[1]] },
        ["description"] = Entry with { Lines = [Entry.Lines[0] with { Description = "OTHER" }, Entry.Lines[1]] },
        ["quantity"] = Entry with { Lines = [Entry.Lines[0] with { Quantity = -6 }, Entry.Lines[1]] },
        ["price"] = Entry with { Lines = [Entry.Lines[0] with { UnitPrice = 2.5501m }, Entry.Lines[1]] },
        ["sign of the price"] = Entry with { Lines = [Entry.Lines[0] with { UnitPrice = -2.55m }, Entry.Lines[1]] },
        ["digits of the price"] = Entry with { Lines = [Entry.Lines[0] with { UnitPrice = 25.5m }, Entry.Lines[1]] },
        ["order of lines"] = Entry with { Lines = [Entry.Lines[1], Entry.Lines[0]] },
        ["fewer lines"] = Entry with { Lines = [Entry.Lines[0]] },
        ["text moved from one field to the next"] = Entry with { TransactionId = "536365U", StoreId = "nited Kingdom" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Any_different_content_has_a_different_hash(string change) =>
        Assert.NotEqual(ContentHash(Entry), ContentHash(Changed[change]));

    [Fact]
    public void The_stored_business_date_is_part_of_the_content() =>
        Assert.NotEqual(ContentHash(Entry), Sealer.ContentHash(Row(Entry) with { BusinessDate = Entry.BusinessDate.AddDays(1) }));

    [Fact]
    public void Trailing_zeros_and_empty_descriptions_change_nothing()
    {
        LedgerEntry same = Entry with
        {
            Lines = [Entry.Lines[0] with { UnitPrice = 2.5500m }, Entry.Lines[1] with { Description = "", UnitPrice = -0.000m }],
        };
        Assert.Equal(ContentHash(Entry), ContentHash(same));
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("18446744073709551616.0")]
    [InlineData("999999.9999")]
    public void Every_price_that_a_decimal_can_hold_has_a_distinct_hash(string price)
    {
        decimal value = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        LedgerEntry other = Entry with { Lines = [Entry.Lines[0] with { UnitPrice = value }] };
        LedgerEntry negated = Entry with { Lines = [Entry.Lines[0] with { UnitPrice = -value }] };
        Assert.NotEqual(ContentHash(other), ContentHash(negated));
    }

    [Fact]
    public void The_largest_receipt_fits() =>
        Assert.NotNull(Sealer.Seal(
            Entry with { Lines = [.. Enumerable.Range(0, 5_000).Select(i => new SaleLine($"P{i}", new string('€', 1_000), i, i))] },
            EntrySealer.Seed(3)));

    [Fact]
    public void The_customers_id_is_not_in_the_content()
    {
        byte[] content = Sealer.Content(Row(Entry));
        Assert.True(content.AsSpan().IndexOf("17850"u8) < 0);
        Assert.True(content.AsSpan().IndexOf(HMACSHA256.HashData(Key, "17850"u8)) > 0);
    }

    [Fact]
    public void An_erased_customers_entry_keeps_its_hash()
    {
        byte[] digest = Sealer.CustomerDigest("17850");
        HashedRow erased = Row(Entry with { CustomerId = EntrySealer.Pseudonym(digest) }) with { CustomerDigest = digest };
        Assert.Equal(ContentHash(Entry), Sealer.ContentHash(erased));
    }

    [Fact]
    public void The_content_has_only_the_digest_of_a_note_so_that_an_erased_entry_keeps_its_hash()
    {
        LedgerEntry noted = Entry with { Details = new SaleDetails(Register: "1", Note: "for Ada") };
        HashedRow row = Row(noted) with { ContentHash = ContentHash(noted) };
        Assert.Equal(3, Sealer.Content(row)[0]);
        Assert.True(Sealer.Content(row).AsSpan().IndexOf("Ada"u8) < 0);
        Assert.Equal(Sealer.Seal(noted, EntrySealer.Seed(3))![..32], row.ContentHash);
        Assert.True(Sealer.HasContent(row));
        Assert.False(Sealer.HasContent(row with { Entry = noted with { Details = new SaleDetails("1", Note: "for Bob") } }));
        byte[] digest = Sealer.CustomerDigest("17850");
        HashedRow erased = row with
        {
            Entry = noted with { CustomerId = EntrySealer.Pseudonym(digest), Details = new SaleDetails(Register: "1") },
            CustomerDigest = digest,
            NoteDigest = Sealer.ErasedNote(row),
        };
        Assert.Equal(32, erased.NoteDigest!.Length);
        Assert.True(Sealer.HasContent(erased));
        Assert.False(Sealer.HasContent(erased with { Entry = erased.Entry! with { StoreId = "x" } }));
        Assert.False(Sealer.HasContent(erased with { NoteDigest = new byte[32] }));
    }

    /// <summary>Earlier versions put the note itself into the content.</summary>
    [Fact]
    public void An_entry_whose_content_has_the_note_itself_is_verified_and_can_be_erased()
    {
        LedgerEntry noted = Entry with { Details = new SaleDetails(Note: "for Ada") };
        byte[] earlier;
        var writer = new CanonicalWriter();
        EntryContent.Write(ref writer, noted, noted.BusinessDate, Sealer.CustomerDigest("17850"), noteDigest: []);
        earlier = writer.Written.ToArray();
        writer.Dispose();
        Assert.Equal(2, earlier[0]);
        HashedRow row = Row(noted) with { ContentHash = SHA256.HashData(earlier) };
        Assert.True(Sealer.HasContent(row));
        Assert.Equal(earlier, Sealer.Content(row));
        Assert.False(Sealer.HasContent(row with { Entry = noted with { Details = new SaleDetails(Note: "for Bob") } }));
        Assert.Empty(Sealer.ErasedNote(row));
    }

    /// <summary>The hash is part of the storage format: recorded entries are verified by it.</summary>
    [Fact]
    public void Version_1_never_changes()
    {
        Assert.Equal(
            "01" + Text("536365") + Text("United Kingdom")
            + "20" + Convert.ToHexStringLower(HMACSHA256.HashData(Key, "17850"u8))
            + "0004965437893200" + "003c" + "0132b851" + "00" + "0006532fef177078"
            + "00000002" + Text("85123A") + Text("HOLDER") + "00000006" + "02" + "0000000000000000000000ff"
            + Text("日本") + Text("") + "ffffffff" + "00" + "000000000000000000000000",
            Convert.ToHexStringLower(Sealer.Content(Row(Entry))));
        byte[] content = SHA256.HashData(Sealer.Content(Row(Entry)));
        byte[] seed = SHA256.HashData("RetailGrains ledger partition 3"u8);
        byte[] entry = SHA256.HashData([.. seed, .. content, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0x47, 0x23]);
        Assert.Equal([.. content, .. entry], Sealer.Seal(Entry, EntrySealer.Seed(3))!);
    }

    private static byte[] ContentHash(LedgerEntry entry) => Sealer.ContentHash(Row(entry));

    private static HashedRow Row(LedgerEntry entry) => new(entry.Position, entry, entry.BusinessDate, null, null, null);

    private static string Text(string text) =>
        Convert.ToHexStringLower([0, 0, 0, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)]);
}
