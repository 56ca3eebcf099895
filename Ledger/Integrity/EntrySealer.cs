using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Ledger.Integrity;

/// <summary>Computes the hashes of entries: of their content, and of their place in the partition's chain. Pure.</summary>
/// <param name="key">Of the customers' digests.</param>
public class EntrySealer(byte[] key)
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const int LinkSize = HashSize + HashSize + sizeof(int) + sizeof(long);

    /// <summary>What stands for the entry hash before a partition's first entry.</summary>
    public static byte[] Seed(int partition) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"RetailGrains ledger partition {partition}")));

    /// <summary>The id that stands for an erased customer. It follows from the digest, so that nothing else can stand in its place.</summary>
    public static string Pseudonym(ReadOnlySpan<byte> customerDigest)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        SHA256.HashData(customerDigest, hash);
        return $"erased-{Convert.ToHexStringLower(hash[..16])}";
    }

    /// <summary>The entry hash of an entry that was sealed.</summary>
    public static ReadOnlyMemory<byte> EntryHash(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Hashes is { } hashes ? hashes.AsMemory(HashSize) : default;
    }

    /// <summary>Both hashes of an entry that is about to be written.</summary>
    /// <param name="entry">As it will be stored.</param>
    /// <param name="previous">The entry hash before it.</param>
    public virtual byte[]? Seal(LedgerEntry entry, ReadOnlySpan<byte> previous)
    {
        var hashes = new byte[2 * HashSize];
        Span<byte> content = hashes.AsSpan(0, HashSize);
        HashContent(entry, entry.BusinessDate, customerDigest: null, content);
        Link(previous, content, entry.Position, hashes.AsSpan(HashSize));
        return hashes;
    }

    /// <summary>The content hash of an entry as it was read.</summary>
    public byte[] ContentHash(HashedRow row)
    {
        var hash = new byte[HashSize];
        HashContent(row.Entry!, row.BusinessDate, row.CustomerDigest, hash);
        return hash;
    }

    /// <summary>The content that <see cref="ContentHash"/> is made of.</summary>
    public byte[] Content(HashedRow row)
    {
        var writer = new CanonicalWriter();
        try
        {
            WriteContent(ref writer, row.Entry!, row.BusinessDate, row.CustomerDigest);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The entry hash that follows another.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> contentHash, Position position)
    {
        var hash = new byte[HashSize];
        Link(previous, contentHash, position, hash);
        return hash;
    }

    public byte[] CustomerDigest(string customerId)
    {
        var digest = new byte[HashSize];
        Digest(customerId, digest);
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

    private void HashContent(LedgerEntry entry, DateOnly businessDate, byte[]? customerDigest, Span<byte> hash)
    {
        var writer = new CanonicalWriter();
        try
        {
            WriteContent(ref writer, entry, businessDate, customerDigest);
            SHA256.HashData(writer.Written, hash);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private void WriteContent(ref CanonicalWriter writer, LedgerEntry entry, DateOnly businessDate, byte[]? customerDigest)
    {
        Span<byte> digest = stackalloc byte[HashSize];
        if (customerDigest is not null) digest = customerDigest;
        else if (entry.CustomerId is { } customer) Digest(customer, digest);
        else digest = [];
        EntryContent.Write(ref writer, entry, businessDate, digest);
    }

    private void Digest(string customerId, Span<byte> digest)
    {
        Span<byte> utf8 = stackalloc byte[512];
        ReadOnlySpan<byte> bytes = Encoding.UTF8.TryGetBytes(customerId, utf8, out int written) ? utf8[..written] : Encoding.UTF8.GetBytes(customerId);
        HMACSHA256.HashData(key, bytes, digest);
    }
}
