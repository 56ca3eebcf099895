using System.Text;

namespace RetailGrains.Imports;

/// <summary>Cleans ids in files: removes white space around them, and the damage by programs that read them as numbers.</summary>
internal static class FieldText
{
    /// <summary>Removes white space at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] is <= 0x20 or >= 0x80 && IsWhite(text, last: false, out int length)) text = text[length..];
        while (!text.IsEmpty && text[^1] is <= 0x20 or >= 0x80 && IsWhite(text, last: true, out int length)) text = text[..^length];
        return text;
    }

    /// <summary>
    /// Returns an id without white space around it, and without <c>.0</c> after digits: a data frame writes whole numbers in this form when
    /// their column has gaps.
    /// </summary>
    public static ReadOnlySpan<byte> Id(ReadOnlySpan<byte> text) => WithoutPointZero(Trim(text));

    private static ReadOnlySpan<byte> WithoutPointZero(ReadOnlySpan<byte> text) =>
        text.Length > 2 && text.EndsWith(".0"u8) && !text[..^2].ContainsAnyExceptInRange((byte)'0', (byte)'9') ? text[..^2] : text;

    /// <summary>
    /// Returns whether the text is in the notation that spreadsheets use for long numbers (<c>5.36365E+05</c>). The original id is lost,
    /// and different ids may have become equal. Without a sign in its exponent, it must have a decimal point or a single digit before the
    /// exponent, because hexadecimal ids look alike.
    /// </summary>
    public static bool IsScientific(ReadOnlySpan<byte> text)
    {
        int e = text.LastIndexOfAny((byte)'e', (byte)'E');
        if (e < 1 || e + 1 == text.Length) return false;
        bool signed = text[e + 1] is (byte)'+' or (byte)'-';
        ReadOnlySpan<byte> exponent = text[(e + (signed ? 2 : 1))..];
        if (exponent.Length is 0 or > 3 || !AreDigits(exponent)) return false;
        ReadOnlySpan<byte> number = text[0] is (byte)'+' or (byte)'-' ? text[1..e] : text[..e];
        int point = number.IndexOfAny((byte)'.', (byte)',');
        if (point < 0) return number.Length > 0 && AreDigits(number) && (signed || number.Length == 1);
        return number.Length > 1 && AreDigits(number[..point]) && AreDigits(number[(point + 1)..]);
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsWhite(ReadOnlySpan<byte> text, bool last, out int length)
    {
        _ = last ? Rune.DecodeLastFromUtf8(text, out Rune rune, out length) : Rune.DecodeFromUtf8(text, out rune, out length);
        return Rune.IsWhiteSpace(rune);
    }
}
