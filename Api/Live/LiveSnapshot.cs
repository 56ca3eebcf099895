using System.Globalization;
using System.Text;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Live;

/// <summary>The data of an event: the chain's current totals, and the transactions recorded since the previous event.</summary>
/// <param name="Totals">The figures of the whole chain.</param>
/// <param name="Transactions">The newest transactions since the previous event, newest last; at most 50.</param>
/// <param name="More">Whether more transactions were recorded than are listed.</param>
internal sealed record LiveAnswer(TotalsAnswer Totals, IReadOnlyList<LiveTransaction> Transactions, bool More);

/// <summary>A recorded transaction.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="StoreId">The store's id.</param>
/// <param name="Kind">`sale`, `return` or `adjustment`.</param>
/// <param name="Total">The sum of its line amounts.</param>
/// <param name="OccurredAt">When it occurred, with the offset of the store's time zone.</param>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="Currency">ISO 4217, of `total`; null when it is not known.</param>
internal sealed record LiveTransaction(
    string TransactionId, string StoreId, string Kind, decimal Total, DateTimeOffset OccurredAt, string Position, string? Currency)
{
    public static LiveTransaction Of(LedgerHeadline entry) => new(
        entry.TransactionId,
        entry.StoreId,
        TransactionAnswer.NameOf(entry.Kind),
        entry.Total,
        entry.OccurredAt,
        entry.Position.ToString(),
        entry.Currency);
}

/// <summary>
/// The chain at one moment, identified by the heads of the ledger's partitions, with the newest entries up to them. All listeners share it:
/// each remembers only the heads that it was sent last.
/// </summary>
internal sealed class LiveSnapshot(long[] heads, TotalsAnswer totals, IReadOnlyList<LedgerHeadline> newest)
{
    /// <summary>The maximum number of entries in a snapshot, and so in an event.</summary>
    public const int MaxEntries = 50;

    private const char Separator = '.';

    // Nearly all listeners received the previous snapshot, so they share the text.
    private volatile Written? _latest;

    private sealed record Written(long[] Since, byte[] Text);

    public long[] Heads => heads;

    /// <summary>In the order in which they were recorded.</summary>
    public IReadOnlyList<LedgerHeadline> Newest => newest;

    /// <summary>The event for a listener that was sent the given heads last; null for a new listener.</summary>
    public byte[] EventSince(long[]? lastHeads)
    {
        if (lastHeads is null) return Write(newest, more: false);
        if (_latest is { } latest && latest.Since == lastHeads) return latest.Text;
        LedgerHeadline[] since = [.. newest.Where(entry => entry.Position.Sequence > lastHeads[entry.Position.Partition])];
        long recorded = heads.Zip(lastHeads, (head, before) => Math.Max(0, head - before)).Sum();
        byte[] text = Write(since, more: recorded > since.Length);
        _latest = new Written(lastHeads, text);
        return text;
    }

    /// <summary>The id of an event: its heads.</summary>
    public static string IdOf(long[] heads) => string.Join(Separator, heads.Select(head => head.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Parses an id that a listener sent; null when it is invalid.</summary>
    public static long[]? HeadsOf(string? id, int partitions)
    {
        string[] parts = id?.Split(Separator) ?? [];
        if (parts.Length != partitions) return null;
        var heads = new long[partitions];
        for (int i = 0; i < partitions; i++)
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out heads[i])) return null;
        return heads;
    }

    private byte[] Write(IReadOnlyList<LedgerHeadline> entries, bool more)
    {
        var answer = new LiveAnswer(totals, [.. entries.Select(LiveTransaction.Of)], more);
        byte[] id = Encoding.ASCII.GetBytes(IdOf(heads));
        return [.. "event: chain\nid: "u8, .. id, .. "\ndata: "u8, .. JsonBuffer.Write(answer, ApiJson.Default.LiveAnswer), .. "\n\n"u8];
    }
}
