using System.Text.Json;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Customers;
using RetailGrains.Ledger;
using RetailGrains.Products;
using RetailGrains.Stores;
using RetailGrains.TimeZones;

namespace RetailGrains.Api.Figures;

/// <summary>Reads catalogue entries. A request replaces the whole entry, so a field that is left out or null is removed.</summary>
internal static class CatalogueReader
{
    public static StoreDescription Store(CatalogueEntry entry) => new(entry.Name, entry.TimeZone, entry.Country, entry.Currency);

    public static ProductDescription Product(CatalogueEntry entry) => new(entry.Name, entry.Category, entry.Price);

    public static CustomerDescription Customer(CatalogueEntry entry) => new(entry.Name, entry.Country);

    /// <summary>Reads an entry from a request; returns a problem when it is invalid.</summary>
    /// <param name="http">The request.</param>
    /// <param name="id">The id in the path.</param>
    /// <param name="fields">The fields of the entity's kind.</param>
    public static async Task<(CatalogueEntry Entry, Problem? Problem)> ReadAsync(HttpContext http, string id, CatalogueFields fields)
    {
        if (!JsonBody.IsJson(http.Request.ContentType))
            return (default, new Problem(StatusCodes.Status415UnsupportedMediaType, "A catalogue entry must be sent as application/json."));
        InputProblems problems = new();
        if (TransactionRules.Id(id) is { } problem) problems.Add("id", problem);
        CatalogueEntry? entry = await JsonBody.ReadAsync(
            http, (ref Utf8JsonReader reader) => Read(ref reader, fields, problems), problems, http.RequestAborted);
        return entry is { } read && !problems.Any ? (read, null) : (default, Problem.BadInput(problems));
    }

    /// <summary>Reads the object at the reader's position; invalid fields are null.</summary>
    public static CatalogueEntry Read(ref Utf8JsonReader reader, CatalogueFields fields, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "$", problems, "must be an object");
            return default;
        }

        CatalogueEntry entry = default;
        uint seen = 0;
        while (StrictJson.NextField(ref reader, fields.Utf8, ref seen, JsonPath.Root, problems) is var field and >= 0)
        {
            string name = fields.Names[field];
            entry = name switch
            {
                "name" => entry with { Name = Text(ref reader, name, TransactionRules.Text, problems) },
                "timeZone" => entry with { TimeZone = Text(ref reader, name, TimeZoneProblem, problems) },
                "country" => entry with { Country = Text(ref reader, name, TransactionRules.Text, problems) },
                "currency" => entry with { Currency = Text(ref reader, name, TransactionRules.Currency, problems) },
                "category" => entry with { Category = Text(ref reader, name, TransactionRules.Text, problems) },
                _ => entry with { Price = Price(ref reader, name, problems) },
            };
        }

        return entry;
    }

    /// <summary>An empty text equals one that is left out, where the rule does not refuse it: it would hide the name on receipts.</summary>
    private static string? Text(ref Utf8JsonReader reader, string field, Func<string, string?> rule, InputProblems problems)
    {
        string? text = StrictJson.Text(ref reader, JsonPath.Root, field, problems, optional: true);
        if (text is not null) StrictJson.Note(rule(text), JsonPath.Root, field, problems);
        return text is "" ? null : text;
    }

    private static decimal? Price(ref Utf8JsonReader reader, string field, InputProblems problems)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        decimal? price = StrictJson.Price(ref reader, JsonPath.Root, field, problems);
        if (price is { } value) StrictJson.Note(TransactionRules.UnitPrice(value), JsonPath.Root, field, problems);
        return price;
    }

    /// <summary>
    /// Windows zone names are refused although they could be translated, because other readers of the database know only IANA names.
    /// </summary>
    private static string? TimeZoneProblem(string name) =>
        TimeZoneDatabase.Contains(name)
            ? null
            : "must be an IANA time zone such as Europe/London";

}

/// <summary>The fields that an entry of a kind may have.</summary>
internal sealed class CatalogueFields(params string[] names)
{
    public static readonly CatalogueFields Store = new("name", "timeZone", "country", "currency");
    public static readonly CatalogueFields Product = new("name", "category", "price");
    public static readonly CatalogueFields Customer = new("name", "country");

    public string[] Names => names;

    public byte[][] Utf8 { get; } = StrictJson.Utf8(names);
}

/// <summary>The fields of an entry; null for those of other kinds.</summary>
internal readonly record struct CatalogueEntry(
    string? Name, string? TimeZone, string? Country, string? Currency, string? Category, decimal? Price)
{
    /// <summary>
    /// The names of the given fields. Their values stay out of the audit, which is immutable, because some are people's names.
    /// </summary>
    public string Given
    {
        get
        {
            (string Field, bool Given)[] fields =
            [
                ("name", Name is not null), ("timeZone", TimeZone is not null), ("country", Country is not null),
                ("currency", Currency is not null), ("category", Category is not null), ("price", Price is not null),
            ];
            return string.Join(", ", fields.Where(one => one.Given).Select(one => one.Field));
        }
    }
}
