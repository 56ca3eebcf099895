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
/// <param name="scope">
/// The stores that the sender may send for; a transaction of another is a problem of its <c>storeId</c>. Default all.
/// </param>
public sealed class TransactionReader(TimeProvider time, StoreScope? scope = null)
{
    private const int TransactionId = 0;
    private const int StoreId = 1;
    private const int CustomerId = 2;
    private const int OccurredAt = 3;
    private const int Kind = 4;
    private const int Lines = 5;
    private const int Currency = 6;
    private const int Register = 7;
    private const int Cashier = 8;
    private const int Note = 9;
    private const int OriginalTransactionId = 10;
    private const int TaxIncluded = 11;
    private const uint Required = (1 << TransactionId) | (1 << StoreId) | (1 << OccurredAt) | (1 << Lines);

    private static readonly string[] Names =
    [
        "transactionId", "storeId", "customerId", "occurredAt", "kind", "lines",
        "currency", "register", "cashier", "note", "originalTransactionId", "taxIncluded", "payments",
    ];

    private static readonly byte[][] NamesUtf8 = StrictJson.Utf8(Names);

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
        string? id = null, store = null, customer = null, currency = null;
        SaleTime at = default;
        TransactionKind kind = TransactionKind.Sale;
        SaleLine[] lines = [];
        SaleDetails? details = null;
        while (StrictJson.NextField(ref reader, NamesUtf8, ref seen, JsonPath.Root, _problems) is var field and >= 0)
        {
            switch (field)
            {
                case TransactionId: id = ReadTransactionId(ref reader); break;
                case StoreId: store = SaleFields.Id(ref reader, JsonPath.Root, Names[field], _problems); break;
                case CustomerId: customer = SaleFields.OptionalId(ref reader, JsonPath.Root, Names[field], _problems); break;
                case OccurredAt: at = ReadTime(ref reader); break;
                case Kind: kind = ReadKind(ref reader); break;
                case Lines: lines = ReadLines(ref reader); break;
                case Currency: currency = SaleFields.Currency(ref reader, JsonPath.Root, Names[field], _problems); break;
                default: details = ReadDetail(ref reader, field, details ?? new SaleDetails()); break;
            }
        }

        StrictJson.Require(seen, Required, Names, JsonPath.Root, _problems);
        return new SaleTransaction(id!, store!, customer, at, kind, lines) { Currency = currency, Details = details?.OrNull() };
    }

    private SaleDetails ReadDetail(ref Utf8JsonReader reader, int field, SaleDetails details)
    {
        JsonPath root = JsonPath.Root;
        return field switch
        {
            Register => details with { Register = SaleFields.GivenId(ref reader, root, Names[field], _problems) },
            Cashier => details with { Cashier = SaleFields.GivenId(ref reader, root, Names[field], _problems) },
            Note => details with { Note = SaleFields.Text(ref reader, root, Names[field], _problems) },
            OriginalTransactionId => details with { OriginalTransactionId = SaleFields.GivenId(ref reader, root, Names[field], _problems) },
            TaxIncluded => details with { TaxExcluded = !SaleFields.Flag(ref reader, root, Names[field], _problems, byDefault: true) },
            _ => details with { Payments = PaymentReader.Read(ref reader, _problems) },
        };
    }

    private SaleLine[] ReadLines(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, Names[Lines], _problems, "must be an array");
            return [];
        }

        _lines.Clear();
        int count = 0;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read(), count++)
        {
            if (count < TransactionRules.MaxLines)
                _lines.Add(SaleLineReader.Read(ref reader, new JsonPath(Names[Lines], count), _problems));
            else reader.Skip();
        }

        StrictJson.Note(TransactionRules.LineCount(count), JsonPath.Root, Names[Lines], _problems);
        return [.. _lines];
    }

    private string? ReadTransactionId(ref Utf8JsonReader reader)
    {
        const string field = "transactionId";
        if (StrictJson.Text(ref reader, JsonPath.Root, field, _problems, optional: false) is not { } text) return null;
        string id = IdText.Normal(text);
        StrictJson.Note(TransactionRules.TransactionId(id), JsonPath.Root, field, _problems);
        return id;
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
}
