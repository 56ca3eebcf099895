using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Tests.Unit.Ledger;

namespace RetailGrains.Tests.Unit.Integrity;

/// <summary>The verifier names the first entry that was altered, removed, inserted or moved, whatever changed after it.</summary>
public sealed class HashChainVerifierTests
{
    private const int Partition = 3;
    private const int Length = 12;

    private static readonly EntrySealer Sealer = new(new byte[32]);
    private static readonly Gen<int> Places = Gen.Int[1, Length - 1];

    [Fact]
    public void A_chain_as_it_was_recorded_is_valid()
    {
        List<HashedRow> rows = Chain();
        Assert.Null(Verify(rows, Length));
        Assert.Null(Verify([], head: 0));
    }

    [Fact]
    public void Altered_content_is_named() => Places.Sample(i =>
    {
        List<HashedRow> rows = Chain();
        rows[i] = Altered(rows[i]);
        Assert.Equal(At(i + 1, HashChainFaultKind.Content), Verify(rows, Length));
    });

    [Fact]
    public void An_unreadable_entry_is_altered_content() => Places.Sample(i =>
    {
        List<HashedRow> rows = Chain();
        rows[i] = rows[i] with { Entry = null };
        Assert.Equal(At(i + 1, HashChainFaultKind.Content), Verify(rows, Length));
    });

    /// <summary>An attacker with the key can make one entry's hashes consistent, but the next entry reveals the change.</summary>
    [Fact]
    public void Altered_content_with_new_hashes_breaks_the_link_of_the_next() => Gen.Int[1, Length - 2].Sample(i =>
    {
        List<HashedRow> rows = Chain();
        rows[i] = Sealed(Altered(rows[i]).Entry!, rows[i - 1].EntryHash!);
        Assert.Equal(At(i + 2, HashChainFaultKind.Link), Verify(rows, Length));
    });

    [Fact]
    public void A_removed_entry_is_reported_even_at_the_end() => Places.Sample(i =>
    {
        List<HashedRow> rows = Chain();
        rows.RemoveAt(i);
        Assert.Equal(At(i + 1, HashChainFaultKind.Missing), Verify(rows, Length));
    });

    [Fact]
    public void A_removed_entry_whose_followers_moved_up_breaks_the_link() => Gen.Int[0, Length - 2].Sample(i =>
    {
        List<HashedRow> rows = Chain();
        rows.RemoveAt(i);
        for (int k = i; k < rows.Count; k++) rows[k] = Moved(rows[k], k + 1);
        Assert.Equal(At(i + 1, HashChainFaultKind.Link), Verify(rows, Length - 1));
    });

    [Fact]
    public void Two_swapped_entries_break_the_link_at_the_first() => Gen.Select(Places, Places).Sample((i, j) =>
    {
        if (i == j) return;
        List<HashedRow> rows = Chain();
        (rows[i], rows[j]) = (Moved(rows[j], i + 1), Moved(rows[i], j + 1));
        Assert.Equal(At(Math.Min(i, j) + 1, HashChainFaultKind.Link), Verify(rows, Length));
    });

    [Fact]
    public void An_inserted_entry_is_unexpected_without_hashes_and_breaks_the_link_with_those_of_another() => Places.Sample(i =>
    {
        List<HashedRow> rows = Chain();
        HashedRow inserted = Moved(rows[0], i + 1);
        rows = [.. rows[..i], inserted, .. rows[i..].Select(row => Moved(row, row.Position.Sequence + 1))];
        Assert.Equal(At(i + 1, HashChainFaultKind.Link), Verify(rows, Length + 1));
        rows[i] = inserted with { ContentHash = null, EntryHash = null };
        Assert.Equal(At(i + 1, HashChainFaultKind.Unexpected), Verify(rows, Length + 1));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public void An_entry_before_the_first_is_unexpected(long sequence)
    {
        List<HashedRow> rows = Chain();
        rows.Insert(0, Moved(rows[0], sequence));
        Assert.Equal(At(sequence, HashChainFaultKind.Unexpected), Verify(rows, Length));
    }

    /// <summary>Otherwise an attacker could replace one customer with another by storing the digest from which the hash was made.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stored_digest_is_valid_only_with_its_pseudonym(bool isErased)
    {
        LedgerEntry entry = Chain()[0].Entry! with { CustomerId = "ann" };
        HashedRow row = Sealed(entry, EntrySealer.Seed(Partition));
        byte[] digest = Sealer.CustomerDigest("ann");
        string shown = isErased ? EntrySealer.Pseudonym(digest) : "bob";
        row = row with { Entry = entry with { CustomerId = shown }, CustomerDigest = digest };
        Assert.Equal(isErased ? null : At(1, HashChainFaultKind.Content), Verify([row], 1));
    }

    private static HashChainFault? Verify(IEnumerable<HashedRow> rows, long head)
    {
        var verifier = new HashChainVerifier(Partition, Sealer);
        foreach (HashedRow row in rows)
            if (!verifier.Check(row)) break;
        verifier.End(head);
        return verifier.Fault;
    }

    private static List<HashedRow> Chain()
    {
        var rows = new List<HashedRow>();
        byte[] previous = EntrySealer.Seed(Partition);
        for (int i = 1; i <= Length; i++)
        {
            rows.Add(Sealed(LedgerSamples.Entry(LedgerSamples.Sale($"t{i}"), i, LedgerSamples.Noon), previous));
            previous = rows[^1].EntryHash!;
        }

        return rows;
    }

    private static HashedRow Sealed(LedgerEntry entry, byte[] previous)
    {
        byte[] hashes = Sealer.Seal(entry, previous)!;
        return new HashedRow(entry.Position, entry, entry.BusinessDate, null, hashes[..32], hashes[32..]);
    }

    private static HashedRow Altered(HashedRow row) => row with { Entry = row.Entry! with { StoreId = "other" } };

    private static HashedRow Moved(HashedRow row, long sequence)
    {
        var position = new Position(Partition, sequence);
        return row with { Position = position, Entry = row.Entry! with { Position = position } };
    }

    private static HashChainFault At(long sequence, HashChainFaultKind kind) => new(new Position(Partition, sequence), kind);
}
