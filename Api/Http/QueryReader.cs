using System.Globalization;
using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Http;

/// <summary>Reads a request's query and notes everything that is wrong with it. A parameter without a value counts as not given.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 500;

    public InputProblems Problems { get; } = new();

    public string? Text(string name)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        if (TransactionRules.Text(text) is { } problem) Problems.Add(name, problem);
        return text;
    }

    public string? Id(string name)
    {
        string? id = query[name];
        if (string.IsNullOrEmpty(id)) return null;
        if (TransactionRules.Id(id) is { } problem) Problems.Add(name, problem);
        return id;
    }

    public int Limit()
    {
        string? text = query["limit"];
        if (string.IsNullOrEmpty(text)) return DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= LargestLimit)
            return limit;
        Problems.Add("limit", "must be a whole number from 1 to 500");
        return DefaultLimit;
    }

    /// <summary>A date such as 2010-12-01.</summary>
    public DateOnly? Date(string name)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        if (TryParseDate(text, out DateOnly date)) return date;
        Problems.Add(name, "must be a date such as 2010-12-01");
        return null;
    }

    /// <summary>A time; without an offset it is UTC, and a date alone is its midnight.</summary>
    public DateTimeOffset? Instant(string name)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        if (TryParseDate(text, out DateOnly date)) return new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        // A plus sign that was not escaped arrives as a space.
        if (SaleTimeText.TryParseInstant(text.Replace(' ', '+'), out DateTimeOffset instant)) return instant;
        Problems.Add(name, "must be an ISO 8601 time such as 2010-12-01T08:26:00Z, or a date");
        return null;
    }

    /// <summary>The place that the page begins after, as parts; null for the first page.</summary>
    public string[]? Cursor(string list, int parts)
    {
        string? text = query["cursor"];
        if (string.IsNullOrEmpty(text)) return null;
        if (Http.Cursor.TryRead(text, list, parts, out string[] place)) return place;
        RefuseCursor();
        return null;
    }

    public void RefuseCursor() => Problems.Add("cursor", "must be the next of a page of this very list, in the same order");

    /// <summary>A UTC time as a cursor keeps it.</summary>
    public static bool TryParseTicks(string text, out DateTime utc)
    {
        bool known = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ticks <= DateTime.MaxValue.Ticks;
        utc = known ? new DateTime(ticks, DateTimeKind.Utc) : default;
        return known;
    }

    private static bool TryParseDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
