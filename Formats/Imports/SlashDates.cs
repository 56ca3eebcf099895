using System.Text;

namespace RetailGrains.Imports;

/// <summary>
/// The form of a file's dates such as <c>12/1/2010 8:26</c>. A spreadsheet in the United States writes month, day and year without leading
/// zeros. Others write the day first, and a single date is ambiguous, so the dates of the whole file are inspected. What remains ambiguous
/// is rejected, because a sale in a wrong month is worse than one that must be sent again.
/// </summary>
public sealed class SlashDates
{
    private const int MaxMonth = 12;

    private string? _dayFirst;
    private bool _monthFirst;
    private bool _withoutZeros;

    /// <summary>Inspects a date of the file in the first reading; ignores other forms.</summary>
    public void Observe(ReadOnlySpan<byte> text)
    {
        if (!TrySplit(text, out SlashDate date)) return;
        if (date.First > MaxMonth) _dayFirst ??= Encoding.UTF8.GetString(text);
        _monthFirst |= date.Second > MaxMonth;
        _withoutZeros |= date.WithoutZeros;
    }

    /// <summary>Parses a date with slashes; returns an error or null.</summary>
    public string? Read(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        string shown = CsvValues.Shown(text);
        if (!TrySplit(text, out SlashDate date)) return $"{shown} is not a time such as 2010-12-01 08:26:00";
        if (_dayFirst is not null)
            return $"{shown} has its day and month in an unknown order, as the file also has \"{_dayFirst}\": write 2010-12-01 "
                + "08:26:00";
        bool certain = _monthFirst || date.WithoutZeros || (_withoutZeros && !date.PaddedWithZero);
        if (!certain) return $"the order of day and month in {shown} is ambiguous: write 2010-12-01 08:26:00";
        if (date.First is 0 or > MaxMonth || date.Year == 0) return $"{shown} is not a date";
        if (date.Second == 0 || date.Second > DateTime.DaysInMonth(date.Year, date.First)) return $"{shown} is not a date";
        time = new DateTime(date.Year, date.First, date.Second).Add(date.TimeOfDay);
        return null;
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out SlashDate date)
    {
        date = default;
        int first = text.IndexOf((byte)'/');
        if (first is not (1 or 2)) return false;
        int second = text[(first + 1)..].IndexOf((byte)'/');
        if (second is not (1 or 2)) return false;
        ReadOnlySpan<byte> rest = text[(first + second + 2)..];
        if (rest.Length < 9 || rest[4] != ' ') return false;
        ReadOnlySpan<byte> clock = rest[5..];
        int colon = clock.IndexOf((byte)':');
        if (colon is not (1 or 2) || !CsvValues.TryClock(clock, colon, out TimeSpan timeOfDay)) return false;
        ReadOnlySpan<byte> day = text.Slice(first + 1, second);
        if (!CsvValues.Digits(text[..first], out int one) || !CsvValues.Digits(day, out int two) || !CsvValues.Digits(rest[..4],
            out int year))
            return false;
        date = new SlashDate(
            one,
            two,
            year,
            timeOfDay,
            WithoutZeros: first == 1 || second == 1 || colon == 1,
            PaddedWithZero: (first == 2 && text[0] == '0') || (second == 2 && day[0] == '0') || (colon == 2 && clock[0] == '0'));
        if (date.PaddedWithZero) date = date with { WithoutZeros = false };
        return true;
    }

    private readonly record struct SlashDate(int First, int Second, int Year, TimeSpan TimeOfDay, bool WithoutZeros, bool PaddedWithZero);
}
