using System.Globalization;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>
/// Parses ISO 8601 times: <c>2010-12-01T08:26:00.123456+01:00</c>; seconds, fraction and offset are optional. Digits after the microsecond
/// are truncated.
/// </summary>
public static class SaleTimeText
{
    public const string Expected =
        "must be an ISO 8601 time such as 2010-12-01T08:26:00Z or, in the store's time zone, 2010-12-01T08:26:00";

    private const int MinutesLength = 16;

    public static bool TryParse(ReadOnlySpan<char> text, out SaleTime time)
    {
        time = default;
        if (text.Length < MinutesLength || text[10] != 'T') return false;
        if (!DateTime.TryParseExact(
            text[..MinutesLength], "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime wall))
        {
            return false;
        }

        text = text[MinutesLength..];
        if (!TryTakeSeconds(ref text, out long ticks) || !TryTakeOffset(text, out TimeSpan? offset)) return false;
        time = new SaleTime(wall.AddTicks(ticks), offset);
        return true;
    }

    /// <summary>Parses a time as an instant; without an offset it is UTC.</summary>
    public static bool TryParseInstant(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (!TryParse(text, out SaleTime time)) return false;
        TimeSpan offset = time.Offset ?? TimeSpan.Zero;
        // An instant whose UTC time is outside the calendar cannot be represented.
        if (time.Wall.Year is < 2 or > 9998) return false;
        instant = new DateTimeOffset(time.Wall, offset);
        return true;
    }

    private static bool TryTakeSeconds(ref ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty || text[0] != ':') return true;
        if (text.Length < 3 || !TryTwoDigits(text[1..3], most: 59, out int seconds)) return false;
        ticks = seconds * TimeSpan.TicksPerSecond;
        text = text[3..];
        if (text.IsEmpty || text[0] != '.') return true;

        int digits = 0;
        long unit = TimeSpan.TicksPerSecond / 10;
        for (text = text[1..]; !text.IsEmpty && char.IsAsciiDigit(text[0]); text = text[1..], digits++)
        {
            if (unit >= TimeSpan.TicksPerMicrosecond) ticks += (text[0] - '0') * unit;
            unit /= 10;
        }

        return digits > 0;
    }

    private static bool TryTakeOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.IsEmpty) return true;
        if (text is "Z")
        {
            offset = TimeSpan.Zero;
            return true;
        }

        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6)) return false;
        int minutes = 0;
        if (!TryTwoDigits(text[1..3], most: 14, out int hours)) return false;
        if (text.Length == 6 && text[3] != ':') return false;
        if (text.Length > 3 && !TryTwoDigits(text[^2..], most: 59, out minutes)) return false;
        if (hours == 14 && minutes > 0) return false;
        var distance = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -distance : distance;
        return true;
    }

    private static bool TryTwoDigits(ReadOnlySpan<char> text, int most, out int value)
    {
        value = 0;
        if (!char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1])) return false;
        value = ((text[0] - '0') * 10) + text[1] - '0';
        return value <= most;
    }
}
