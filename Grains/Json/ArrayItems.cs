using System.Buffers;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>
/// Goes through a JSON array item by item. That it is JSON to its end must be known before, so that nothing is taken in of a document
/// that is cut off.
/// </summary>
internal sealed class ArrayItems
{
    private readonly TransactionReader _reader;
    private ReadOnlySequence<byte> _rest;
    private JsonReaderState _state;

    /// <summary>The last item as it was sent.</summary>
    public ReadOnlySequence<byte> Text { get; private set; }

    private ArrayItems(ReadOnlySequence<byte> array, TransactionReader reader)
    {
        _reader = reader;
        var json = new Utf8JsonReader(array);
        json.Read();
        Keep(array, ref json);
    }

    /// <summary>Null when it is no JSON array, which is noted.</summary>
    public static ArrayItems? Of(ReadOnlySequence<byte> body, TransactionReader reader, InputProblems problems)
    {
        bool? array = JsonText.Parse(body, IsArray, problems);
        if (array == false) problems.Add("$", "must be a list of transactions");
        return array == true ? new ArrayItems(body, reader) : null;
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

    private static bool IsArray(ref Utf8JsonReader json)
    {
        bool array = json.TokenType == JsonTokenType.StartArray;
        json.Skip();
        return array;
    }

    private void Keep(ReadOnlySequence<byte> current, ref Utf8JsonReader json)
    {
        _rest = current.Slice(json.Position);
        _state = json.CurrentState;
    }
}
