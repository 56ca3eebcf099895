using System.Text;
using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>Parses numbers and times from bytes. Errors are words that follow the column's name.</summary>
internal static class CsvValues
{
    private const int MaxDecimals = 4;
    private const long MaxWhole = 1_000_000_000_000;
    private const int MaxShown = 40;

    /// <summary>Parses a number with at most four decimals; returns an error or null.</summary>
    public static string? Number(ReadOnlySpan<byte> text, out decimal number)
    {
        string? problem = Number(text, out long digits, out int scale);
        number = problem is null ? new decimal((int)Math.Abs(digits), (int)(Math.Abs(digits) >> 32), 0, digits < 0, (byte)scale) : 0;
        return problem;
    }

    /// <summary>
    /// Parses <c>yyyy-MM-dd HH:mm:ss</c>, or a date with slashes. T may replace the blank. Seconds may be missing or have a fraction, which
    /// is truncated to microseconds. Z or an offset may follow.
    /// </summary>
    public static string? Time(ReadOnlySpan<byte> text, SlashDates slashDates, out SaleTime time)
    {
        time = default;
        if (text.IsEmpty) return "missing";
        if (text.Contains((byte)'/'))
        {
            string? problem = slashDates.Read(text, out DateTime wall);
            time = new SaleTime(wall, null);
            return problem;
        }

        if (TryTime(text, out time)) return null;
        bool dateOnly = text.Length == 10 && TryDate(text, out _);
        return dateOnly
            ? $"{Shown(text)} has no time of day: write 2010-12-01 08:26:00"
            : $"{Shown(text)} is not a time such as 2010-12-01 08:26:00";
    }

    /// <summary>Returns a short text for a message from any bytes.</summary>
    public static string Shown(ReadOnlySpan<byte> text)
    {
        string shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxShown)]);
        string clean = string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
        return text.Length > MaxShown ? $"\"{clean}...\"" : $"\"{clean}\"";
    }

    /// <summary>Parses a number with at most four non-zero decimals: the value is digits / 10^scale.</summary>
    private static string? Number(ReadOnlySpan<byte> text, out long digits, out int scale)
    {
        (digits, scale) = (0, 0);
        if (text.IsEmpty) return "missing";
        bool negative = text[0] == '-';
        ReadOnlySpan<byte> unsigned = negative || text[0] == '+' ? text[1..] : text;
        int point = unsigned.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? unsigned : unsigned[..point];
        ReadOnlySpan<byte> decimals = point < 0 ? default : unsigned[(point + 1)..];
        if (whole.Length + decimals.Length == 0 || !AreDigits(whole) || !AreDigits(decimals)) return $"{Shown(text)} is not a number";
        foreach (byte digit in whole)
        {
            digits = (digits * 10) + (digit - '0');
            if (digits > MaxWhole) return $"{Shown(text)} is too large";
        }

        scale = Math.Min(decimals.Length, MaxDecimals);
        foreach (byte digit in decimals[..scale]) digits = (digits * 10) + (digit - '0');
        if (negative) digits = -digits;
        return decimals[scale..].ContainsAnyExcept((byte)'0') ? $"{Shown(text)} has more than four decimals" : null;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Parses a time of day whose hour ends before <paramref name="colon"/>.</summary>
    public static bool TryClock(ReadOnlySpan<byte> text, int colon, out TimeSpan time)
    {
        time = default;
        if (text.Length < colon + 3 || text[colon] != ':') return false;
        if (!Digits(text[..colon], out int hour) || !Digits(text.Slice(colon + 1, 2), out int minute)) return false;
        if (!Seconds(text[(colon + 3)..], out int second, out int microseconds)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        time = new TimeSpan(0, hour, minute, second).Add(TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond));
        return true;
    }

    /// <summary>Parses text that consists of digits only.</summary>
    public static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (!AreDigits(text)) return false;
        foreach (byte digit in text) value = (value * 10) + (digit - '0');
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out SaleTime time)
    {
        time = default;
        if (text.Length < 16 || text[10] is not ((byte)' ' or (byte)'T') || !TryDate(text[..10], out DateTime date)) return false;
        ReadOnlySpan<byte> clock = TakeOffset(text[11..], out TimeSpan? offset, out bool good);
        if (!good || !TryClock(clock, colon: 2, out TimeSpan timeOfDay)) return false;
        time = new SaleTime(date + timeOfDay, offset);
        return true;
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out DateTime date)
    {
        date = default;
        if (text[4] != '-' || text[7] != '-') return false;
        if (!Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)) return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateTime(year, month, day);
        return true;
    }

    /// <summary>Removes <c>Z</c>, <c>+01</c>, <c>+0100</c> or <c>+01:00</c> from the end, with or without a blank before it.</summary>
    private static ReadOnlySpan<byte> TakeOffset(ReadOnlySpan<byte> clock, out TimeSpan? offset, out bool good)
    {
        offset = null;
        good = true;
        int sign = clock.LastIndexOfAny((byte)'+', (byte)'-', (byte)'Z');
        if (sign < 0) return clock;
        ReadOnlySpan<byte> text = clock[sign..];
        good = TryOffset(text, out TimeSpan distance);
        offset = distance;
        return clock[..sign].TrimEnd((byte)' ');
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text[0] == 'Z') return text.Length == 1;
        if (text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != ':')) return false;
        int minutes = 0;
        if (!Digits(text[1..3], out int hours) || (text.Length > 3 && !Digits(text[^2..], out minutes))) return false;
        if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-') offset = -offset;
        return true;
    }

    /// <summary>Parses an empty text, <c>:ss</c>, or <c>:ss.f</c> with any number of digits.</summary>
    private static bool Seconds(ReadOnlySpan<byte> text, out int second, out int microseconds)
    {
        (second, microseconds) = (0, 0);
        if (text.IsEmpty) return true;
        if (text.Length < 3 || text[0] != ':' || !Digits(text[1..3], out second)) return false;
        if (text.Length == 3) return true;
        ReadOnlySpan<byte> fraction = text[4..];
        if (text[3] != '.' || fraction.IsEmpty || !AreDigits(fraction)) return false;
        for (int i = 0; i < 6; i++) microseconds = (microseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        return true;
    }
}
