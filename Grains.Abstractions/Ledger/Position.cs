using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace RetailGrains.Ledger;

/// <summary>A position in the ledger: a partition and a sequence in it, written <c>3-18211</c>.</summary>
/// <param name="Partition">From 0.</param>
/// <param name="Sequence">From 1, without gaps.</param>
[GenerateSerializer, Immutable, Alias("retail.Position")]
public readonly record struct Position([property: Id(0)] int Partition, [property: Id(1)] long Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Sequence}");

    /// <summary>Parses the output of <see cref="ToString"/>; false for any other text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Position position)
    {
        position = default;
        int dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0
            || !int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            return false;
        }

        position = new Position(partition, sequence);
        return true;
    }

    /// <summary>
    /// Returns the partition that owns a transaction id: FNV-1a (64 bit, http://www.isthe.com/chongo/tech/comp/fnv/) over the id's UTF-8
    /// bytes, folded to 32 bits, modulo the number of partitions. It is part of the storage format and never changes.
    /// </summary>
    public static int PartitionOf(string transactionId, int partitions)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        Span<byte> utf8 = stackalloc byte[512];
        int length = Encoding.UTF8.TryGetBytes(transactionId, utf8, out int written) ? written : -1;
        ReadOnlySpan<byte> bytes = length >= 0 ? utf8[..length] : Encoding.UTF8.GetBytes(transactionId);
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes) hash = (hash ^ b) * 1099511628211;
        return (int)((uint)(hash ^ (hash >> 32)) % (uint)partitions);
    }
}
