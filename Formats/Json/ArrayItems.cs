using System.Buffers;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>
/// Iterates over the items of a JSON array. The caller must first verify that the document is JSON to its end, so that nothing of a
/// truncated document is recorded.
/// </summary>
public sealed class ArrayItems
{
    private const int NoArray = -1;

    private readonly TransactionReader _reader;
    private ReadOnlySequence<byte> _rest;
    private JsonReaderState _state;

    /// <summary>The JSON of the last item.</summary>
    public ReadOnlySequence<byte> Text { get; private set; }

    /// <summary>The number of items.</summary>
    public int Count { get; }

    private ArrayItems(ReadOnlySequence<byte> array, int count, TransactionReader reader)
    {
        _reader = reader;
        Count = count;
        var json = new Utf8JsonReader(array);
        json.Read();
        Keep(array, ref json);
    }

    /// <summary>Returns null, and adds a problem, when the document is not a JSON array.</summary>
    public static ArrayItems? Of(ReadOnlySequence<byte> body, TransactionReader reader, InputProblems problems)
    {
        int? count = JsonText.Parse(body, CountOf, problems);
        if (count == NoArray) problems.Add("$", "must be an array of transactions");
        return count >= 0 ? new ArrayItems(body, count.Value, reader) : null;
    }

    /// <summary>
    /// Returns the first items that have problems, with their indexes, up to a maximum. It does not change the position of the iteration.
    /// </summary>
    public IReadOnlyList<(int Index, ReadItem Item)> FindInvalid(int max)
    {
        (ReadOnlySequence<byte> rest, JsonReaderState state, ReadOnlySequence<byte> text) = (_rest, _state, Text);
        List<(int, ReadItem)> invalid = [];
        for (int i = 0; invalid.Count < max && Next() is { } item; i++)
            if (item.Problems is not null) invalid.Add((i, item));
        (_rest, _state, Text) = (rest, state, text);
        return invalid;
    }

    public ReadItem? Next()
    {
        var json = new Utf8JsonReader(_rest, isFinalBlock: true, _state);
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray) return null;
        long start = json.TokenStartIndex;
        ReadItem item = _reader.Read(ref json);
        Text = _rest.Slice(start, json.BytesConsumed - start);
        Keep(_rest, ref json);
        return item;
    }

    private static int CountOf(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return NoArray;
        }

        int count = 0;
        for (json.Read(); json.TokenType != JsonTokenType.EndArray; json.Read(), count++) json.Skip();
        return count;
    }

    private void Keep(ReadOnlySequence<byte> current, ref Utf8JsonReader json)
    {
        _rest = current.Slice(json.Position);
        _state = json.CurrentState;
    }
}
