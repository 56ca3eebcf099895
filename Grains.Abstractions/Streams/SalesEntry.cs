namespace RetailGrains.Streams;

/// <summary>The content of a sales stream's entry. The numbers are sent between processes: never renumber them.</summary>
public enum SalesContent : byte
{
    /// <summary>Content that cannot be ingested.</summary>
    Refused = 0,

    /// <summary>One transaction.</summary>
    Transaction = 1,

    /// <summary>A list of transactions.</summary>
    Batch = 2,
}

/// <summary>An entry of a sales stream as received; its transactions are not validated yet.</summary>
/// <param name="EntryId">The entry's id in its queue, such as <c>1764034623000-0</c>.</param>
/// <param name="Content">The kind of content.</param>
/// <param name="Json">The transaction or the list; empty when the entry is refused.</param>
/// <param name="Reason">Why the entry is refused; otherwise null.</param>
/// <param name="Retry">Set for a dead letter that was retried.</param>
[GenerateSerializer, Immutable, Alias("retail.SalesEntry")]
public sealed record SalesEntry(
    [property: Id(0)] string EntryId,
    [property: Id(1)] SalesContent Content,
    [property: Id(2)] byte[] Json,
    [property: Id(3)] string? Reason,
    [property: Id(4)] RetriedLetter? Retry);

/// <summary>A dead letter that was retried. If it is refused again, it remains the same dead letter.</summary>
/// <param name="DeadLetterId">The dead letter's id.</param>
/// <param name="FirstAt">When it was first refused; UTC, whole milliseconds.</param>
/// <param name="Count">How often it has been refused so far.</param>
[GenerateSerializer, Immutable, Alias("retail.RetriedLetter")]
public sealed record RetriedLetter(
    [property: Id(0)] string DeadLetterId, [property: Id(1)] DateTime FirstAt, [property: Id(2)] int Count);
