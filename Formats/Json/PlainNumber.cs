using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>
/// Parses the numbers that nearly all prices and quantities are: a few digits, and at most four decimals. It takes a fraction of the time
/// of a parser of all numbers. Pure.
/// </summary>
internal static class PlainNumber
{
    /// <summary>So many digits cannot overflow.</summary>
    private const int MaxLength = 18;

    /// <summary>Parses a number of JSON; false when it is not a plain one.</summary>
    /// <param name="text">A number in JSON's syntax.</param>
    /// <param name="value">The number, with as many decimals as the text has.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        if (text.Length > MaxLength) return false;
        bool negative = text[0] == (byte)'-';
        long digits = 0;
        int point = -1;
        for (int i = negative ? 1 : 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9) digits = (digits * 10) + digit;
            else if (text[i] == (byte)'.') point = i;
            else return false;
        }

        int decimals = point < 0 ? 0 : text.Length - 1 - point;
        if (decimals > TransactionRules.MaxDecimals) return false;
        value = new decimal((int)digits, (int)(digits >> 32), 0, negative && digits != 0, (byte)decimals);
        return true;
    }
}
