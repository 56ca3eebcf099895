namespace RetailGrains.Ledger.Integrity;

/// <summary>
/// Caches the digests of ids: a keyed digest costs as much as all other hashes of a sale, and most customers return. Each id
/// maps to one slot, and a newer id overwrites it. The memory is therefore bounded without an eviction policy. Thread-safe.
/// </summary>
internal sealed class DigestCache
{
    private const int Slots = 1 << 13;

    private readonly Slot?[] _slots = new Slot?[Slots];

    private sealed record Slot(string Id, byte[] Digest);

    /// <summary>Returns the cached digest of an id, or null.</summary>
    public byte[]? Find(string id) => _slots[PlaceOf(id)] is { } slot && slot.Id == id ? slot.Digest : null;

    public void Add(string id, byte[] digest) => _slots[PlaceOf(id)] = new Slot(id, digest);

    private static int PlaceOf(string id) => id.GetHashCode(StringComparison.Ordinal) & (Slots - 1);
}
