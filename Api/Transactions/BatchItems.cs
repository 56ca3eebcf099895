using System.ComponentModel.DataAnnotations;
using System.Buffers;
using System.Text.Json;
using RetailGrains.Api.Http;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>What became of one item.</summary>
/// <param name="Index">Its place among what was sent, from 0.</param>
/// <param name="TransactionId">As far as it could be read.</param>
/// <param name="Status">recorded, duplicate, conflict, invalid or busy.</param>
/// <param name="Position">Where the id's entry stands.</param>
/// <param name="Errors">What is wrong with it: path of the field to messages.</param>
internal sealed record BatchResult(
    long Index,
    string? TransactionId,
    [property: AllowedValues("recorded", "duplicate", "conflict", "invalid", "busy")] string Status,
    string? Position,
    Dictionary<string, string[]>? Errors);

/// <summary>How many came to what.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">Recorded before.</param>
/// <param name="Conflicts">Their id is another transaction's.</param>
/// <param name="Invalid">Not taken; their errors say why.</param>
/// <param name="Busy">Not taken in, or it is not known: to be sent again.</param>
internal sealed record BatchSummary(long Recorded, long Duplicates, long Conflicts, long Invalid, long Busy);

/// <summary>The answer to a JSON array.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">Recorded before.</param>
/// <param name="Conflicts">Their id is another transaction's.</param>
/// <param name="Invalid">Not taken; their errors say why.</param>
/// <param name="Busy">Not taken in, or it is not known: to be sent again.</param>
/// <param name="Results">Of each item, in order.</param>
internal sealed record BatchAnswer(
    long Recorded, long Duplicates, long Conflicts, long Invalid, long Busy, IReadOnlyList<BatchResult> Results);

/// <summary>
/// Goes through a JSON array item by item. That it is JSON to its end must be known before, so that nothing is taken in of a document
/// that is cut off.
/// </summary>
internal sealed class ArrayItems
{
    private readonly TransactionReader _reader;
    private ReadOnlySequence<byte> _rest;
    private JsonReaderState _state;

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
        bool? array = JsonBody.Parse(body, IsArray, problems);
        if (array == false) problems.Add("$", "must be a list of transactions");
        return array == true ? new ArrayItems(body, reader) : null;
    }

    public ReadItem? Next()
    {
        var json = new Utf8JsonReader(_rest, isFinalBlock: true, _state);
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray) return null;
        ReadItem item = _reader.Read(ref json);
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
