namespace RetailGrains.Streams;

/// <summary>What an entry of a sales stream holds. The numbers travel: never renumber them.</summary>
public enum SalesContent : byte
{
    /// <summary>Something that can't be taken in, whatever is in it.</summary>
    Refused = 0,

    /// <summary>One transaction.</summary>
    Transaction = 1,

    /// <summary>A list of transactions.</summary>
    Batch = 2,
}

/// <summary>An entry of a sales stream as it came in; its transactions are not looked at yet.</summary>
/// <param name="EntryId">Its id in its queue, such as <c>1764034623000-0</c>.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Json">The transaction or the list; empty when it is refused.</param>
/// <param name="Reason">Why it is refused; else null.</param>
/// <param name="Retry">Set when it is a dead letter that was put back.</param>
[GenerateSerializer, Immutable, Alias("retail.SalesEntry")]
public sealed record SalesEntry(
    [property: Id(0)] string EntryId,
    [property: Id(1)] SalesContent Content,
    [property: Id(2)] byte[] Json,
    [property: Id(3)] string? Reason,
    [property: Id(4)] RetriedLetter? Retry);

/// <summary>A dead letter that was put back: refused again, it is the same letter.</summary>
/// <param name="LetterId">Its id.</param>
/// <param name="FirstAt">When it was refused first; UTC, whole milliseconds.</param>
/// <param name="Count">How often it was refused so far.</param>
[GenerateSerializer, Immutable, Alias("retail.RetriedLetter")]
public sealed record RetriedLetter(
    [property: Id(0)] string LetterId, [property: Id(1)] DateTime FirstAt, [property: Id(2)] int Count);
