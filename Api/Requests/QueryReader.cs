using System.Globalization;
using RetailGrains.Api.Answers;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Reads a request's query and collects all problems. A parameter without a value counts as absent. Undeclared parameters never reach this
/// reader: see <see cref="KnownParameters"/>.
/// </summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>Lists contain nothing older or newer.</summary>
    private static readonly long EarliestTicks = new DateTime(2000, 1, 1).Ticks, LatestTicks = new DateTime(9999, 1, 1).Ticks;

    public InputProblems Problems { get; } = new();

    public string? Text(string name)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        if (TransactionRules.Text(text) is { } problem) Problems.Add(name, problem);
        return text;
    }

    /// <summary>An id that filters a list.</summary>
    public string? Id(string name)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        string id = IdText.Normal(text);
        if (TransactionRules.RecordedId(id) is { } problem) Problems.Add(name, problem);
        return id;
    }

    public int Limit()
    {
        string? text = query["limit"];
        if (string.IsNullOrEmpty(text)) return DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MaxLimit)
            return limit;
        Problems.Add("limit", "must be a whole number from 1 to 500");
        return DefaultLimit;
    }

    /// <summary>Days from <c>from</c>, inclusive, to <c>to</c>, exclusive, such as 2010-12-01.</summary>
    public (DateOnly? From, DateOnly? To) Days()
    {
        (DateOnly? From, DateOnly? To) days = (Date("from"), Date("to"));
        if (days.To < days.From) RefuseRange();
        return days;
    }

    /// <summary>
    /// Instants from <c>from</c>, inclusive, to <c>to</c>, exclusive. A time without an offset and a date alone (midnight) are in the zone.
    /// </summary>
    /// <param name="at">Converts a local time to an instant.</param>
    public (DateTimeOffset? From, DateTimeOffset? To) Instants(Func<SaleTime, DateTimeOffset> at)
    {
        (DateTimeOffset? From, DateTimeOffset? To) instants = (Instant("from", at), Instant("to", at));
        if (instants.To < instants.From) RefuseRange();
        return instants;
    }

    /// <inheritdoc cref="Instants(Func{SaleTime, DateTimeOffset})"/>
    public (DateTimeOffset? From, DateTimeOffset? To) UtcInstants() =>
        Instants(time => new DateTimeOffset(DateTime.SpecifyKind(time.Wall, DateTimeKind.Unspecified), time.Offset ?? TimeSpan.Zero));

    /// <summary>The cursor as the caller sent it; null for the first page.</summary>
    public string? CursorText()
    {
        string? text = query["cursor"];
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>
    /// The place after which the page begins, as parts; null for the first page. A forged cursor is validated like an id: no part may be
    /// longer, or contain other characters, than what can be stored.
    /// </summary>
    public string[]? Cursor(string list, int parts)
    {
        if (CursorText() is not { } text) return null;
        if (Answers.Cursor.TryRead(text, list, parts, out string[] place)
            && Array.TrueForAll(place, part => TransactionRules.RecordedId(part) is null))
        {
            return place;
        }

        RefuseCursor();
        return null;
    }

    public void RefuseCursor() =>
        Problems.Add("cursor", "must be the `next` of a page of this list, in the same order and with the same q");

    /// <inheritdoc cref="RefuseCursor()"/>
    public T? RefuseCursor<T>()
        where T : class
    {
        RefuseCursor();
        return null;
    }

    /// <summary>A UTC time as a cursor contains it.</summary>
    public static bool TryParseTicks(string text, out DateTime utc)
    {
        bool known = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ticks >= EarliestTicks
            && ticks < LatestTicks;
        utc = known ? new DateTime(ticks, DateTimeKind.Utc) : default;
        return known;
    }

    private void RefuseRange() => Problems.Add("to", "must not lie before from");

    private DateOnly? Date(string name)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        if (TryParseDate(text, out DateOnly date)) return date;
        Problems.Add(name, "must be a date such as 2010-12-01");
        return null;
    }

    private DateTimeOffset? Instant(string name, Func<SaleTime, DateTimeOffset> at)
    {
        string? text = query[name];
        if (string.IsNullOrEmpty(text)) return null;
        SaleTime time;
        if (TryParseDate(text, out DateOnly date)) time = new SaleTime(date.ToDateTime(TimeOnly.MinValue), Offset: null);
        // An unescaped plus sign arrives as a space.
        else if (!SaleTimeText.TryParse(text.Replace(' ', '+'), out time)) return Refuse();
        // Near the ends of the calendar an offset would leave its range.
        return time.Wall.Year is >= 2 and <= 9998 ? at(time) : Refuse();

        DateTimeOffset? Refuse()
        {
            Problems.Add(name, "must be an ISO 8601 time such as 2010-12-01T08:26:00Z, or a date, of the years 2 to 9998");
            return null;
        }
    }

    private static bool TryParseDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
