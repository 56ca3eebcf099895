using System.Globalization;

namespace RetailGrains.WebConsole.Ranges;

/// <summary>The days that a page shows, the days they are compared with, and how days are added up.</summary>
/// <param name="Name">The preset, or custom.</param>
/// <param name="From">The first day; null for all days.</param>
/// <param name="To">The day after the last; null for all days.</param>
/// <param name="Compare">previous, year or none.</param>
public sealed record PageRange(string Name, DateOnly? From, DateOnly? To, string Compare)
{
    public const string Default = "28d";
    public const string Custom = "custom";
    public const string All = "all";

    private const int FirstYear = 1990;
    private const int LastYear = 2199;
    private const int MaxDaysAsDays = 100;
    private const int MaxDaysAsWeeks = 400;

    /// <summary>The parameters in a URL. <c>from</c> and <c>to</c> are both included, as people say it.</summary>
    public static string[] Parameters { get; } = ["range", "from", "to", "compare"];

    public static (string Name, string Title)[] Presets { get; } =
    [
        ("1d", "Today"), ("7d", "Last 7 days"), ("28d", "Last 28 days"), ("90d", "Last 90 days"), ("12m", "Last 12 months"),
        ("ytd", "This year"), (All, "All days"), (Custom, "Custom"),
    ];

    public static (string Name, string Title)[] Comparisons { get; } =
        [("previous", "the period before"), ("year", "a year before"), ("none", "nothing")];

    public string Title => Array.Find(Presets, preset => preset.Name == Name).Title;

    public bool IsAll => From is null && To is null;

    /// <summary>The interval in which the range has a readable number of points.</summary>
    public string Interval => Days switch
    {
        null => "month",
        <= MaxDaysAsDays => "day",
        <= MaxDaysAsWeeks => "week",
        _ => "month",
    };

    public int? Days => From is { } from && To is { } to ? to.DayNumber - from.DayNumber : null;

    /// <summary>The days that are compared; null for none.</summary>
    public PageRange? Compared
    {
        get
        {
            if (From is not { } from || To is not { } to) return null;
            return Compare switch
            {
                "previous" => this with { From = Shift(from, -Days!.Value), To = from },
                "year" => this with { From = from.AddYears(-1), To = to.AddYears(-1) },
                _ => null,
            };
        }
    }

    public string? FirstDay => From is { } from ? Text(from) : null;

    public string? LastDay => To is { } to ? Text(Shift(to, -1)) : null;

    /// <summary>Reads the parameters; an invalid one counts as absent.</summary>
    public static PageRange Read(Func<string, string?> query, DateOnly today)
    {
        string compare = query("compare") is { } word && Comparisons.Any(one => one.Name == word) ? word : "previous";
        DateOnly? from = DayOf(query("from")), last = DayOf(query("to"));
        string? name = query("range") ?? (from is null && last is null ? null : Custom);
        DateOnly tomorrow = Shift(today, 1);
        return name switch
        {
            Custom => OfDays(from, last, compare),
            All => new PageRange(All, null, null, compare),
            "12m" => new PageRange(name, tomorrow.AddYears(-1), tomorrow, compare),
            "ytd" => new PageRange(name, new DateOnly(today.Year, 1, 1), tomorrow, compare),
            "1d" or "7d" or "90d" => OfLastDays(name, int.Parse(name[..^1], CultureInfo.InvariantCulture), tomorrow, compare),
            _ => OfLastDays(Default, 28, tomorrow, compare),
        };
    }

    private static PageRange OfDays(DateOnly? from, DateOnly? last, string compare)
    {
        if (from > last) (from, last) = (last, from);
        return new PageRange(Custom, from, last is { } day ? Shift(day, 1) : null, compare);
    }

    private static PageRange OfLastDays(string name, int days, DateOnly tomorrow, string compare) =>
        new(name, Shift(tomorrow, -days), tomorrow, compare);

    private static DateOnly Shift(DateOnly day, int days) =>
        day.AddDays(days);

    /// <summary>Null also for days on which no transaction can be.</summary>
    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
        && day.Year is >= FirstYear and <= LastYear ? day : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
