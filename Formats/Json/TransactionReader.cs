using System.Text.Json;
using RetailGrains.Access;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>The result of parsing one item.</summary>
/// <param name="Transaction">The validated transaction; null when there are problems.</param>
/// <param name="TransactionId">The id, if it could be read.</param>
/// <param name="Problems">The problems; null when there are none.</param>
public readonly record struct ReadItem(SaleTransaction? Transaction, string? TransactionId, InputProblems? Problems);

/// <summary>
/// Parses and validates a transaction in one pass over its JSON, without an intermediate model, because every POST uses it. A reader can be
/// reused for one item after another, by one thread at a time.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="scope">The stores that the sender may send for; a transaction of another is a problem of its <c>storeId</c>. Default all.</param>
public sealed class TransactionReader(TimeProvider time, StoreScope? scope = null)
{
    private const int TransactionId = 0;
    private const int StoreId = 1;
    private const int CustomerId = 2;
    private const int OccurredAt = 3;
    private const int Kind = 4;
    private const int Lines = 5;
    private const uint Required = (1 << TransactionId) | (1 << StoreId) | (1 << OccurredAt) | (1 << Lines);

    private const int ProductId = 0;
    private const int Description = 1;
    private const int Quantity = 2;
    private const int UnitPrice = 3;
    private const uint LineRequired = (1 << ProductId) | (1 << Quantity) | (1 << UnitPrice);

    private static readonly string[] Names = ["transactionId", "storeId", "customerId", "occurredAt", "kind", "lines"];
    private static readonly byte[][] NamesUtf8 = StrictJson.Utf8(Names);
    private static readonly string[] LineNames = ["productId", "description", "quantity", "unitPrice"];
    private static readonly byte[][] LineNamesUtf8 = StrictJson.Utf8(LineNames);

    private readonly List<SaleLine> _lines = new(capacity: 16);
    private InputProblems _problems = new();

    /// <summary>Reads the whole value at the JSON reader's position, whatever its type.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public ReadItem Read(ref Utf8JsonReader reader)
    {
        _problems = new InputProblems();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "$", _problems, "must be an object");
            return new ReadItem(null, null, _problems);
        }

        SaleTransaction read = ReadFields(ref reader);
        if (!_problems.Any && TransactionRules.Size(TransactionSize.Of(read)) is { } tooLarge) _problems.Add("$", tooLarge);
        if (!_problems.Any && scope?.Allows(read.StoreId) == false) _problems.Add(Names[StoreId], StoreScope.OtherStore);
        return _problems.Any ? new ReadItem(null, read.TransactionId, _problems) : new ReadItem(read, read.TransactionId, null);
    }

    /// <summary>Reads the transaction; fields with problems are undefined.</summary>
    private SaleTransaction ReadFields(ref Utf8JsonReader reader)
    {
        uint seen = 0;
        string? id = null, store = null, customer = null;
        SaleTime at = default;
        TransactionKind kind = TransactionKind.Sale;
        SaleLine[] lines = [];
        while (StrictJson.NextField(ref reader, NamesUtf8, ref seen, JsonPath.Root, _problems) is var field and >= 0)
        {
            switch (field)
            {
                case TransactionId: id = ReadTransactionId(ref reader); break;
                case StoreId: store = ReadId(ref reader, JsonPath.Root, Names[field]); break;
                case CustomerId: customer = ReadId(ref reader, JsonPath.Root, Names[field], optional: true); break;
                case OccurredAt: at = ReadTime(ref reader); break;
                case Kind: kind = ReadKind(ref reader); break;
                default: lines = ReadLines(ref reader); break;
            }
        }

        StrictJson.Require(seen, Required, Names, JsonPath.Root, _problems);
        return new SaleTransaction(id!, store!, customer, at, kind, lines);
    }

    private SaleLine[] ReadLines(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, Names[Lines], _problems, "must be a list");
            return [];
        }

        _lines.Clear();
        int count = 0;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read(), count++)
        {
            if (count < TransactionRules.MaxLines) _lines.Add(ReadLine(ref reader, new JsonPath(Names[Lines], count)));
            else reader.Skip();
        }

        StrictJson.Note(TransactionRules.LineCount(count), JsonPath.Root, Names[Lines], _problems);
        return [.. _lines];
    }

    private SaleLine ReadLine(ref Utf8JsonReader reader, JsonPath place)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _problems.Add(place.Of(null), "must be an object");
            reader.Skip();
            return default;
        }

        uint seen = 0;
        string? product = null, description = null;
        int quantity = 0;
        decimal price = 0;
        while (StrictJson.NextField(ref reader, LineNamesUtf8, ref seen, place, _problems) is var field and >= 0)
        {
            switch (field)
            {
                case ProductId: product = ReadId(ref reader, place, LineNames[field]); break;
                case Description: description = ReadText(ref reader, place, LineNames[field]); break;
                case Quantity: quantity = ReadQuantity(ref reader, place); break;
                default: price = ReadPrice(ref reader, place); break;
            }
        }

        StrictJson.Require(seen, LineRequired, LineNames, place, _problems);
        return new SaleLine(product!, description, quantity, price);
    }

    private string? ReadId(ref Utf8JsonReader reader, JsonPath place, string field, bool optional = false)
    {
        if (StrictJson.Text(ref reader, place, field, _problems, optional) is not { } text) return null;
        string id = IdText.Normal(text);
        StrictJson.Note(TransactionRules.Id(id), place, field, _problems);
        return id;
    }

    private string? ReadTransactionId(ref Utf8JsonReader reader)
    {
        const string field = "transactionId";
        if (StrictJson.Text(ref reader, JsonPath.Root, field, _problems, optional: false) is not { } text) return null;
        string id = IdText.Normal(text);
        StrictJson.Note(TransactionRules.TransactionId(id), JsonPath.Root, field, _problems);
        return id;
    }

    private string? ReadText(ref Utf8JsonReader reader, JsonPath place, string field)
    {
        string? text = StrictJson.Text(ref reader, place, field, _problems, optional: true);
        if (string.IsNullOrEmpty(text)) return null; // an empty description equals null
        StrictJson.Note(TransactionRules.Text(text), place, field, _problems);
        return text;
    }

    private SaleTime ReadTime(ref Utf8JsonReader reader)
    {
        if (StrictJson.Text(ref reader, JsonPath.Root, Names[OccurredAt], _problems, optional: false) is not { } text) return default;
        string? problem = SaleTimeText.TryParse(text, out SaleTime at)
            ? TransactionRules.Time(at, time.GetUtcNow())
            : SaleTimeText.Expected;
        StrictJson.Note(problem, JsonPath.Root, Names[OccurredAt], _problems);
        return at;
    }

    private TransactionKind ReadKind(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return TransactionKind.Sale;
        if (reader.TokenType == JsonTokenType.String)
        {
            if (StrictJson.Is(ref reader, "sale"u8)) return TransactionKind.Sale;
            if (StrictJson.Is(ref reader, "return"u8)) return TransactionKind.Return;
            if (StrictJson.Is(ref reader, "adjustment"u8)) return TransactionKind.Adjustment;
        }

        StrictJson.Refuse(ref reader, JsonPath.Root, Names[Kind], _problems, "must be sale, return or adjustment");
        return default;
    }

    private int ReadQuantity(ref Utf8JsonReader reader, JsonPath place)
    {
        if (StrictJson.Whole(ref reader, place, LineNames[Quantity], _problems, TransactionRules.QuantityBounds) is not { } quantity) return 0;
        StrictJson.Note(TransactionRules.Quantity(quantity), place, LineNames[Quantity], _problems);
        return quantity;
    }

    private decimal ReadPrice(ref Utf8JsonReader reader, JsonPath place)
    {
        if (StrictJson.Money(ref reader, place, LineNames[UnitPrice], _problems) is not { } price) return 0;
        StrictJson.Note(TransactionRules.UnitPrice(price), place, LineNames[UnitPrice], _problems);
        return price;
    }
}
