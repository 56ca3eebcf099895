using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Walks;

/// <summary>A position in a walk.</summary>
internal abstract record WalkPosition;

/// <summary>The position after the first page.</summary>
/// <param name="Cursor">The text of the cursor.</param>
/// <param name="Shown">The entities of the first page; see <see cref="Walk.HashOf"/>.</param>
internal sealed record WalkStart(string Cursor, IReadOnlySet<ulong> Shown) : WalkPosition;

/// <summary>The position after a later page.</summary>
/// <param name="Walk">The walk's id.</param>
/// <param name="From">The place in the walk where the next page begins.</param>
internal sealed record WalkStep(Guid Walk, int From) : WalkPosition;

/// <summary>Writes and reads the cursors of walks.</summary>
internal static class WalkCursor
{
    private const byte Separator = (byte)'\n';
    private const int MinFrom = 1;

    /// <summary>The cursor after a first page.</summary>
    /// <param name="list">The list and its order; the cursor is invalid in another list.</param>
    /// <param name="asOf">When the page was read: the same page at another time begins another walk.</param>
    /// <param name="shown">The ids of the page.</param>
    public static string Start(string list, DateTime asOf, IReadOnlyCollection<string> shown)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}\n{asOf.Ticks}\n"));
        byte[] cursor = new byte[head.Length + (shown.Count * Walk.HashLength)];
        head.CopyTo(cursor, 0);
        Span<byte> rest = cursor.AsSpan(head.Length);
        foreach (string id in shown)
        {
            BinaryPrimitives.WriteUInt64BigEndian(rest, Walk.HashOf(id));
            rest = rest[Walk.HashLength..];
        }

        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>The cursor after a later page.</summary>
    public static string Step(string list, Guid walk, int from) =>
        Cursor.Write(StepOf(list), walk.ToString("N"), from.ToString(CultureInfo.InvariantCulture));

    /// <summary>Null when the text is not a cursor of this list.</summary>
    public static WalkPosition? Read(string text, string list)
    {
        if (!Base64Url.IsValid(text)) return null;
        return Cursor.TryRead(text, StepOf(list), parts: 2, out string[] place) ? ReadStep(place) : ReadStart(text, list);
    }

    private static string StepOf(string list) => $"{list}, on";

    private static WalkStep? ReadStep(string[] place) =>
        Guid.TryParseExact(place[0], "N", out Guid walk)
        && int.TryParse(place[1], NumberStyles.None, CultureInfo.InvariantCulture, out int from)
        && from >= MinFrom
            ? new WalkStep(walk, from)
            : null;

    private static WalkStart? ReadStart(string text, string list)
    {
        ReadOnlySpan<byte> cursor = Base64Url.DecodeFromChars(text);
        if (!TryTake(ref cursor, out ReadOnlySpan<byte> its) || !its.SequenceEqual(Encoding.UTF8.GetBytes(list))) return null;
        if (!TryTake(ref cursor, out ReadOnlySpan<byte> time)
            || !QueryReader.TryParseTicks(Encoding.ASCII.GetString(time), out _)) return null;
        int count = cursor.Length / Walk.HashLength;
        if (count is 0 or > QueryReader.MaxLimit || cursor.Length % Walk.HashLength != 0) return null;
        var shown = new HashSet<ulong>(count);
        for (; !cursor.IsEmpty; cursor = cursor[Walk.HashLength..]) shown.Add(BinaryPrimitives.ReadUInt64BigEndian(cursor));
        return new WalkStart(text, shown);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> cursor, out ReadOnlySpan<byte> part)
    {
        int end = cursor.IndexOf(Separator);
        part = end < 0 ? default : cursor[..end];
        if (end >= 0) cursor = cursor[(end + 1)..];
        return end >= 0;
    }
}
