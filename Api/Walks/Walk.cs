using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Api.Walks;

/// <summary>
/// The rules of a walk through a ranking, page by page. Figures change while a caller reads: an entity that rises past the reader would
/// never be shown, one that falls would be shown twice. So the first page's cursor says whom that page showed, and when the second is
/// asked for, the order of all others is fixed for the pages after it. No entity is ever deleted, so each one that was there when the
/// walk began is either on the first page or in the rest: once.
/// </summary>
internal static class Walk
{
    public const int HashLength = sizeof(ulong);

    /// <summary>Stands for an id in a cursor, which has no room for 500 of them. At a million ids two in 10^11 walks would miss one.</summary>
    public static ulong HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The ids that the first page did not show, in their order.</summary>
    public static List<string> Rest(IEnumerable<string> ids, IReadOnlySet<ulong> shown) => [.. ids.Where(id => !shown.Contains(HashOf(id)))];

    /// <summary>
    /// The walk that goes on from a first page. Asked again within the minute, by whichever process, it is the same one. Later it is another,
    /// because a caller who begins with a first page that he has kept wants what is there now.
    /// </summary>
    public static Guid IdOf(string cursor, DateTime now)
    {
        string minute = now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{minute} {cursor}")).AsSpan(0, 16));
    }
}
