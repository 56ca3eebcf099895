using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Api.Walks;

/// <summary>
/// The rules of a walk, which reads a ranking page by page. Figures change while a caller reads: an entity that rises past the reader would
/// never appear, and one that falls would appear twice. So the first page's cursor contains the entities of that page, and the request for
/// the second page fixes the order of all others. Entities are never deleted, so each one that existed when the walk began appears exactly
/// once, on the first page or after it.
/// </summary>
internal static class Walk
{
    public const int HashLength = sizeof(ulong);

    /// <summary>
    /// Replaces an id in a cursor, which has no room for 500 of them. At a million ids, two of 10^11 walks would miss one.
    /// </summary>
    public static ulong HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The ids that the first page did not show, in order.</summary>
    public static List<string> Rest(IEnumerable<string> ids, IReadOnlySet<ulong> shown) =>
        [.. ids.Where(id => !shown.Contains(HashOf(id)))];

    /// <summary>
    /// The id of the walk after a first page. Requests within the same minute get the same walk from every process. Later requests get a
    /// new walk, because a caller with an old first page wants current data.
    /// </summary>
    public static Guid IdOf(string cursor, DateTime now)
    {
        string minute = now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{minute} {cursor}")).AsSpan(0, 16));
    }
}
