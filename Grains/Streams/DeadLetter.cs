using System.Buffers;
using System.Globalization;
using RetailGrains.Text;

namespace RetailGrains.Streams;

/// <summary>Content that was refused.</summary>
/// <param name="Id">See <see cref="DeadLetterId"/>.</param>
/// <param name="TransactionId">The transaction's id, if it could be read.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="FirstAt">When it was first refused; UTC.</param>
/// <param name="LastAt">When it was last refused; UTC.</param>
/// <param name="Count">How often it was refused: once, plus once per retry.</param>
/// <param name="Bytes">Size of its fields in bytes.</param>
/// <param name="Preview">The beginning of its fields.</param>
public sealed record DeadLetter(
    DeadLetterId Id, string? TransactionId, string Reason, DateTime FirstAt, DateTime LastAt, int Count, long Bytes, string Preview);

/// <summary>
/// A dead letter's id, which names its origin: <c>{entry id}-{shard}[-{index in its batch}]</c>. So content that is refused twice makes
/// only one dead letter, and ids are ordered by time.
/// </summary>
public sealed record DeadLetterId(string EntryId, int Shard, int? Index)
{
    public override string ToString() => Index is null
        ? string.Create(CultureInfo.InvariantCulture, $"{EntryId}-{Shard}")
        : string.Create(CultureInfo.InvariantCulture, $"{EntryId}-{Shard}-{Index}");

    /// <summary>Parses the output of <see cref="ToString"/>; null for any other text.</summary>
    public static DeadLetterId? Parse(string text)
    {
        string[] parts = text.Split('-');
        if (parts.Length is not (3 or 4) || !Array.TrueForAll(parts, IsWhole)) return null;
        if (!int.TryParse(parts[2], CultureInfo.InvariantCulture, out int shard) || shard >= SalesQueues.Shards) return null;
        var entry = new DeadLetterId($"{parts[0]}-{parts[1]}", shard, null);
        if (parts.Length == 3) return entry;
        return int.TryParse(parts[3], CultureInfo.InvariantCulture, out int index) ? entry with { Index = index } : null;
    }

    private static bool IsWhole(string part) => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

/// <summary>Content to store as a dead letter.</summary>
/// <param name="Letter">The dead letter's id.</param>
/// <param name="EntryId">The entry that contained it this time; differs from the dead letter's after a retry.</param>
/// <param name="TransactionId">The transaction's id, if it could be read.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="FirstAt">When it was first refused, if that was earlier; UTC.</param>
/// <param name="Count">How often it was refused, including this time.</param>
/// <param name="Json">The transaction; empty when the whole entry is a dead letter.</param>
internal sealed record Refusal(
    DeadLetterId Letter, string EntryId, string? TransactionId, string Reason, DateTime? FirstAt, int Count, byte[] Json)
{
    private const int MaxReason = 1_000;

    public static Refusal Of(int shard, in SalesItem item, string reason)
    {
        RetriedLetter? retry = item.Entry.Retry;
        bool whole = item.Index == SalesItem.Whole;
        bool same = whole && retry is not null;
        DeadLetterId? before = same ? DeadLetterId.Parse(retry!.DeadLetterId) : null;
        return new Refusal(
            before ?? new DeadLetterId(item.Entry.EntryId, shard, whole ? null : item.Index),
            item.Entry.EntryId,
            item.Read.TransactionId,
            ShortText.Of(reason, MaxReason),
            same ? retry!.FirstAt : null,
            same ? retry!.Count + 1 : 1,
            whole ? [] : item.Json.ToArray());
    }
}
