using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RetailGrains.Streams;

/// <summary>
/// The wire format of the sales streams: <c>XADD sales:{shard} * v 1 tx &lt;json&gt;</c>, or <c>batch &lt;json array&gt;</c> instead of
/// <c>tx</c>. See docs/streams.md. Reading validates the fields and never throws, whatever was written.
/// </summary>
public static class SalesWire
{
    public const string Version = "v";
    public const string Transaction = "tx";
    public const string Batch = "batch";

    /// <summary>Fields of a retried dead letter: its id, when it was first refused (Unix milliseconds), and how often.</summary>
    public const string Letter = "letter";
    public const string FirstRefused = "first";
    public const string TimesRefused = "count";

    /// <summary>
    /// Maximum size in bytes of an entry's transactions: even when the caches of all shards are full, a silo still has room.
    /// </summary>
    public const int MaxJson = 1024 * 1024;

    /// <summary>Maximum number of transactions in an entry, as of a batch over HTTP.</summary>
    public const int MaxPerEntry = 10_000;

    /// <summary>Maximum size in bytes of an entry. The other fields need much less.</summary>
    public const int MaxEntry = MaxJson + 4_096;

    private static readonly string[] Known = [Version, Transaction, Batch, Letter, FirstRefused, TimesRefused];
    private const int MaxName = 64;

    private static readonly long LatestMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads an entry's fields, in any order.</summary>
    public static SalesEntry Read(string entryId, IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> fields)
    {
        var values = new ReadOnlyMemory<byte>?[Known.Length];
        string? problem = null;
        foreach ((ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) in fields)
        {
            int field = Array.FindIndex(Known, known => name.Span.SequenceEqual(Encoding.UTF8.GetBytes(known)));
            if (field < 0) problem ??= $"{Shown(name.Span)} is not a known field";
            else if (values[field] is not null) problem ??= $"{Known[field]} is given twice";
            else values[field] = value;
        }

        RetriedLetter? retry = RetryOf(values[3], values[4], values[5], ref problem);
        // Another version may have other fields, so the version is the problem to report.
        problem = VersionProblem(values[0]) ?? problem ?? ContentProblem(values[1], values[2]);
        if (problem is not null) return new SalesEntry(entryId, SalesContent.Refused, [], problem, retry);
        return values[1] is { } transaction
            ? new SalesEntry(entryId, SalesContent.Transaction, transaction.ToArray(), null, retry)
            : new SalesEntry(entryId, SalesContent.Batch, values[2]!.Value.ToArray(), null, retry);
    }

    /// <summary>
    /// Returns when an entry was written, by Redis' clock, in UTC. The entry's id begins with that time unless the producer chose the id:
    /// then it returns null.
    /// </summary>
    public static DateTime? WrittenAt(string entryId) =>
        long.TryParse(entryId.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) && ms <= LatestMilliseconds
            ? DateTime.UnixEpoch.AddMilliseconds(ms)
            : null;

    private static string? VersionProblem(ReadOnlyMemory<byte>? version) =>
        version is not { } given ? "v is required"
        : given.Span.SequenceEqual("1"u8) ? null
        : $"v must be 1, and is {Shown(given.Span)}";

    private static string? ContentProblem(ReadOnlyMemory<byte>? transaction, ReadOnlyMemory<byte>? batch) =>
        (transaction, batch) switch
        {
            (null, null) => "tx or batch is required",
            (not null, not null) => "tx and batch must not both be given",
            ({ Length: > MaxJson } large, null) => TooLarge(Transaction, large.Length),
            (null, { Length: > MaxJson } large) => TooLarge(Batch, large.Length),
            _ => null,
        };

    private static string TooLarge(string field, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{field} must be at most {MaxJson} bytes long, and has {length}");

    /// <summary>Only the retry of a dead letter writes these fields. Unreadable ones are a problem like any other.</summary>
    private static RetriedLetter? RetryOf(
        ReadOnlyMemory<byte>? letter, ReadOnlyMemory<byte>? first, ReadOnlyMemory<byte>? count, ref string? problem)
    {
        if (letter is null && first is null && count is null) return null;
        if (letter is { Length: > 0 and <= MaxName } id
            && IsWhole(first, out long milliseconds)
            && milliseconds <= LatestMilliseconds
            && IsWhole(count, out long times)
            && times < int.MaxValue)
        {
            return new RetriedLetter(Encoding.UTF8.GetString(id.Span), DateTime.UnixEpoch.AddMilliseconds(milliseconds), (int)times);
        }

        problem ??= "letter, first and count are reserved for retried dead letters";
        return null;
    }

    private static bool IsWhole(ReadOnlyMemory<byte>? text, out long value)
    {
        value = 0;
        return text is { } given && Utf8Parser.TryParse(given.Span, out value, out int read) && read == given.Length && value >= 0;
    }

    /// <summary>Returns a sender's text, truncated and cleaned so that it is safe in a message.</summary>
    private static string Shown(ReadOnlySpan<byte> text)
    {
        string shown = Encoding.UTF8.GetString(text.Length > MaxName ? text[..MaxName] : text);
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }
}
