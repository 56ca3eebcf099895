using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Ledger.Integrity;

/// <summary>Computes the hashes of entries: of their content, and of their link in the partition's hash chain. Pure.</summary>
/// <param name="key">The key of the customers' digests.</param>
public class EntrySealer(byte[] key)
{
    /// <summary>Size of a hash in bytes.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const int LinkSize = HashSize + HashSize + sizeof(int) + sizeof(long);

    private readonly DigestCache _digests = new();

    /// <summary>Returns the value that precedes a partition's first entry hash.</summary>
    public static byte[] Seed(int partition) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"RetailGrains ledger partition {partition}")));

    /// <summary>
    /// Returns the id that replaces an erased customer's. It is derived from the digest, so that no other id can replace it.
    /// </summary>
    public static string Pseudonym(ReadOnlySpan<byte> customerDigest)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        SHA256.HashData(customerDigest, hash);
        return $"erased-{Convert.ToHexStringLower(hash[..16])}";
    }

    /// <summary>Returns the entry hash of a sealed entry.</summary>
    public static ReadOnlyMemory<byte> EntryHash(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Hashes is { } hashes ? hashes.AsMemory(HashSize) : default;
    }

    /// <summary>Computes both hashes of an entry before it is written.</summary>
    /// <param name="entry">The entry as it will be stored.</param>
    /// <param name="previous">The preceding entry hash.</param>
    public virtual byte[]? Seal(LedgerEntry entry, ReadOnlySpan<byte> previous)
    {
        var hashes = new byte[2 * HashSize];
        Span<byte> content = hashes.AsSpan(0, HashSize);
        HashContent(entry, content);
        Link(previous, content, entry.Position, hashes.AsSpan(HashSize));
        return hashes;
    }

    /// <summary>Computes the content hash of an entry that was read.</summary>
    public byte[] ContentHash(HashedRow row) => SHA256.HashData(Content(row));

    /// <summary>Returns the input of <see cref="ContentHash"/>.</summary>
    public byte[] Content(HashedRow row)
    {
        LedgerEntry entry = row.Entry!;
        byte[] content = ContentOf(entry, row.BusinessDate, row.CustomerDigest, row.NoteDigest ?? NoteDigest(entry));
        if (entry.Details?.Note is null || row.ContentHash is not { } stored || SHA256.HashData(content).AsSpan().SequenceEqual(stored))
            return content;
        // A version that knew no digests of notes recorded it.
        byte[] earlier = ContentOf(entry, row.BusinessDate, row.CustomerDigest, noteDigest: []);
        return SHA256.HashData(earlier).AsSpan().SequenceEqual(stored) ? earlier : content;
    }

    /// <summary>
    /// Returns whether a row's content matches its content hash. If a removed note is part of the hash itself, the content cannot be
    /// verified.
    /// </summary>
    public bool HasContent(HashedRow row) =>
        row.NoteDigest is { Length: 0 } || row.ContentHash.AsSpan().SequenceEqual(ContentHash(row));

    /// <summary>Returns the digest that replaces a row's note when it is erased: empty when the note is part of the hash itself.</summary>
    public byte[] ErasedNote(HashedRow row)
    {
        byte[] digest = NoteDigest(row.Entry!);
        byte[] content = ContentOf(row.Entry!, row.BusinessDate, row.CustomerDigest, digest);
        return row.ContentHash is null || SHA256.HashData(content).AsSpan().SequenceEqual(row.ContentHash) ? digest : [];
    }

    /// <summary>Computes the entry hash that follows another.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> contentHash, Position position)
    {
        var hash = new byte[HashSize];
        Link(previous, contentHash, position, hash);
        return hash;
    }

    /// <summary>Returns the keyed digest of a customer's id. Do not alter it.</summary>
    public byte[] CustomerDigest(string customerId)
    {
        ArgumentNullException.ThrowIfNull(customerId);
        if (_digests.Find(customerId) is { } known) return known;
        byte[] digest = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(customerId));
        _digests.Add(customerId, digest);
        return digest;
    }

    private static void Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> contentHash, Position position, Span<byte> hash)
    {
        Span<byte> link = stackalloc byte[LinkSize];
        previous.CopyTo(link);
        contentHash.CopyTo(link[HashSize..]);
        BinaryPrimitives.WriteInt32BigEndian(link[(2 * HashSize)..], position.Partition);
        BinaryPrimitives.WriteInt64BigEndian(link[((2 * HashSize) + sizeof(int))..], position.Sequence);
        SHA256.HashData(link, hash);
    }

    private void HashContent(LedgerEntry entry, Span<byte> hash)
    {
        var writer = new CanonicalWriter();
        try
        {
            WriteContent(ref writer, entry, entry.BusinessDate, customerDigest: null, NoteDigest(entry));
            SHA256.HashData(writer.Written, hash);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private byte[] ContentOf(LedgerEntry entry, DateOnly businessDate, byte[]? customerDigest, byte[] noteDigest)
    {
        var writer = new CanonicalWriter();
        try
        {
            WriteContent(ref writer, entry, businessDate, customerDigest, noteDigest);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private void WriteContent(
        ref CanonicalWriter writer, LedgerEntry entry, DateOnly businessDate, byte[]? customerDigest, byte[] noteDigest)
    {
        byte[] digest = customerDigest ?? (entry.CustomerId is { } customer ? CustomerDigest(customer) : []);
        EntryContent.Write(ref writer, entry, businessDate, digest, noteDigest);
    }

    /// <summary>Empty when there is no note. The prefix keeps a note apart from a customer's id with the same text.</summary>
    private byte[] NoteDigest(LedgerEntry entry) =>
        entry.Details?.Note is { } note ? HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("note:" + note)) : [];
}
