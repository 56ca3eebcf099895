using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Projections;

/// <summary>
/// The parts of figures in several currencies, as the column <c>by_currency</c> holds them: an object with a member for each currency,
/// by code. Reconciliation makes the same text by SQL, so the order of the members is part of the format.
/// </summary>
internal static class CurrencyParts
{
    /// <summary>The name of the part whose currency is not known.</summary>
    public const string Unknown = "";

    /// <summary>The members of a part, in order.</summary>
    public static readonly string[] Members =
        ["gross", "reductions", "units", "lines", "transactions", "returns", "first", "last", "discounts", "tax", "includedTax"];

    /// <summary>Returns the text, or null when there are no parts.</summary>
    /// <param name="parts">By code.</param>
    /// <param name="asText">Amounts and units are text, for a database without a decimal type.</param>
    public static string? Write(Totals[]? parts, bool asText)
    {
        if (parts is null) return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (Totals part in parts) Write(json, part, asText);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <exception cref="FormatException">The text is not that of parts.</exception>
    public static Totals[] Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateObject().Select(Read).OrderBy(part => part.Currency, StringComparer.Ordinal)];
    }

    private static void Write(Utf8JsonWriter json, Totals part, bool asText)
    {
        json.WriteStartObject(part.Currency ?? Unknown);
        Number(Members[0], part.GrossSales);
        Number(Members[1], part.Reductions);
        Number(Members[2], part.Units);
        json.WriteNumber(Members[3], part.Lines);
        json.WriteNumber(Members[4], part.Transactions);
        json.WriteNumber(Members[5], part.Returns);
        json.WriteNumber(Members[6], SqliteValues.Micros(part.FirstAt!.Value));
        json.WriteNumber(Members[7], SqliteValues.Micros(part.LastAt!.Value));
        Number(Members[8], part.Discounts);
        Number(Members[9], part.Tax);
        Number(Members[10], part.IncludedTax);
        json.WriteEndObject();

        void Number(string name, decimal value)
        {
            if (asText) json.WriteString(name, SqliteValues.Text(value));
            else json.WriteNumber(name, value);
        }
    }

    private static Totals Read(JsonProperty member)
    {
        JsonElement part = member.Value;
        return new Totals(
            Number(Members[0]),
            Number(Members[1]),
            0,
            part.GetProperty(Members[3]).GetInt64(),
            part.GetProperty(Members[4]).GetInt64(),
            part.GetProperty(Members[5]).GetInt64(),
            SqliteValues.Time(part.GetProperty(Members[6]).GetInt64()),
            SqliteValues.Time(part.GetProperty(Members[7]).GetInt64()))
        {
            Currency = member.Name.Length == 0 ? null : member.Name,
            Discounts = Number(Members[8]),
            Tax = Number(Members[9]),
            IncludedTax = Number(Members[10]),
        }.WithUnits(Number(Members[2]));

        decimal Number(string name) => part.GetProperty(name) is { ValueKind: JsonValueKind.String } text
            ? decimal.Parse(text.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture)
            : part.GetProperty(name).GetDecimal();
    }
}
