using System.Buffers;
using System.Globalization;

namespace RetailGrains.Streams;

/// <summary>Something that was refused.</summary>
/// <param name="Id">See <see cref="LetterId"/>.</param>
/// <param name="TransactionId">As far as it could be read.</param>
/// <param name="Reason">Why.</param>
/// <param name="FirstAt">When it was refused first; UTC.</param>
/// <param name="LastAt">When it was refused last; UTC.</param>
/// <param name="Count">How often it was refused: once, and once more for every retry.</param>
/// <param name="Bytes">How long its fields are.</param>
/// <param name="Preview">Its fields, cut.</param>
internal sealed record DeadLetter(
    LetterId Id, string? TransactionId, string Reason, DateTime FirstAt, DateTime LastAt, int Count, long Bytes, string Preview);

/// <summary>
/// Where a letter came from, which is what it is called: <c>{entry id}-{shard}[-{place in its batch}]</c>. So refusing the same thing twice
/// makes one letter, and ids are in the order of time.
/// </summary>
internal sealed record LetterId(string EntryId, int Shard, int? Index)
{
    public override string ToString() => Index is null
        ? string.Create(CultureInfo.InvariantCulture, $"{EntryId}-{Shard}")
        : string.Create(CultureInfo.InvariantCulture, $"{EntryId}-{Shard}-{Index}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static LetterId? Parse(string text)
    {
        string[] parts = text.Split('-');
        if (parts.Length is not (3 or 4) || !Array.TrueForAll(parts, IsWhole)) return null;
        if (!int.TryParse(parts[2], CultureInfo.InvariantCulture, out int shard) || shard >= SalesQueues.Shards) return null;
        var entry = new LetterId($"{parts[0]}-{parts[1]}", shard, null);
        if (parts.Length == 3) return entry;
        return int.TryParse(parts[3], CultureInfo.InvariantCulture, out int index) ? entry with { Index = index } : null;
    }

    private static bool IsWhole(string part) => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

/// <summary>What is to be set aside.</summary>
/// <param name="Letter">Its letter.</param>
/// <param name="EntryId">The entry that it came with this time; another than the letter's when it was put back.</param>
/// <param name="TransactionId">As far as it could be read.</param>
/// <param name="Reason">Why.</param>
/// <param name="FirstAt">When it was refused first, if that was before; UTC.</param>
/// <param name="Count">How often, this time included.</param>
/// <param name="Json">The transaction; empty when the whole entry is set aside.</param>
internal sealed record Refusal(
    LetterId Letter, string EntryId, string? TransactionId, string Reason, DateTime? FirstAt, int Count, byte[] Json)
{
    private const int MaxReason = 1_000;

    public static Refusal Of(int shard, in SalesItem item, string reason)
    {
        RetriedLetter? retry = item.Entry.Retry;
        bool whole = item.Index == SalesItem.Whole;
        bool same = whole && retry is not null;
        LetterId? before = same ? LetterId.Parse(retry!.LetterId) : null;
        return new Refusal(
            before ?? new LetterId(item.Entry.EntryId, shard, whole ? null : item.Index),
            item.Entry.EntryId,
            item.Read.TransactionId,
            reason.Length > MaxReason ? reason[..MaxReason] : reason,
            same ? retry!.FirstAt : null,
            same ? retry!.Count + 1 : 1,
            whole ? [] : item.Json.ToArray());
    }
}
