using System.Buffers;
using RetailGrains.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>A parsed and validated transaction of an entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Index">Its index in a batch, from 0; -1 for the entry as a whole.</param>
/// <param name="Read">The result of parsing it.</param>
/// <param name="Json">The JSON as it was sent.</param>
public readonly record struct SalesItem(SalesEntry Entry, int Index, ReadItem Read, ReadOnlySequence<byte> Json)
{
    public const int Whole = -1;
}

/// <summary>Parses entries. Every entry gives a result, whatever it contains, and no entry prevents the parsing of another.</summary>
public static class SalesItems
{
    /// <summary>
    /// Returns the items of an entry: one for a transaction, those of the list for a batch, and one with problems for anything else. A
    /// batch that is not JSON to its end, or has more than <see cref="SalesWire.MaxPerEntry"/> transactions, is refused as a whole.
    /// </summary>
    public static IEnumerable<SalesItem> Of(SalesEntry entry, TransactionReader reader) => entry.Content switch
    {
        SalesContent.Transaction => [Transaction(entry, reader)],
        SalesContent.Batch => Batch(entry, reader),
        _ => [Refused(entry)],
    };

    private static SalesItem Refused(SalesEntry entry)
    {
        InputProblems problems = new();
        problems.Add("entry", entry.Reason!);
        return Refused(entry, problems);
    }

    private static SalesItem Refused(SalesEntry entry, InputProblems problems) =>
        new(entry, SalesItem.Whole, new ReadItem(null, null, problems), default);

    private static SalesItem Transaction(SalesEntry entry, TransactionReader reader)
    {
        InputProblems problems = new();
        ReadOnlySequence<byte> json = new(entry.Json);
        ReadItem read = JsonText.Parse(JsonText.WithoutMark(json), reader.Read, problems) ?? new ReadItem(null, null, problems);
        return new SalesItem(entry, SalesItem.Whole, read, json);
    }

    private static List<SalesItem> Batch(SalesEntry entry, TransactionReader reader)
    {
        InputProblems problems = new();
        List<SalesItem> items = [];
        if (ArrayItems.Of(JsonText.WithoutMark(new ReadOnlySequence<byte>(entry.Json)), reader, problems) is not { } list)
            return [Refused(entry, problems)];
        if (list.Count > SalesWire.MaxPerEntry)
        {
            problems.Add(SalesWire.Batch, $"has {list.Count} transactions; at most {SalesWire.MaxPerEntry} are allowed");
            return [Refused(entry, problems)];
        }

        while (list.Next() is { } read) items.Add(new SalesItem(entry, items.Count, read, list.Text));
        return items;
    }
}
