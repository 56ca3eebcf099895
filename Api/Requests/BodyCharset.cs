using System.Collections.Frozen;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Checks the charset that a content type declares. Bodies are read as UTF-8, so text that is declared as another charset would be recorded
/// with wrong characters.
/// </summary>
internal static class BodyCharset
{
    /// <summary>The registered names of UTF-8 and of US-ASCII, which is a part of it.</summary>
    private static readonly FrozenSet<string> Accepted = FrozenSet.ToFrozenSet(
        [
            "utf-8", "utf8", "csUTF8", "unicode-1-1-utf-8",
            "us-ascii", "ascii", "csASCII", "ISO646-US", "ISO_646.irv:1991", "ANSI_X3.4-1968", "ANSI_X3.4-1986", "iso-ir-6", "us", "IBM367",
            "cp367",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the first charset of a content type that is not UTF-8; null when there is none.</summary>
    /// <remarks>Lenient about the form of the other parameters, because a parser that rejects them would not see the charset.</remarks>
    public static string? OtherThanUtf8(string? contentType)
    {
        int parameters = contentType?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        if (parameters < 0) return null;
        foreach (string parameter in contentType![(parameters + 1)..].Split(';'))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !parameter.AsSpan(0, equals).Trim().Equals("charset", StringComparison.OrdinalIgnoreCase)) continue;
            string charset = parameter[(equals + 1)..].Trim(' ', '\t', '"', '\'');
            if (charset.Length > 0 && !Accepted.Contains(charset)) return charset;
        }

        return null;
    }

    /// <summary>What to do about a refused charset.</summary>
    public static string Refusal(string charset) =>
        $"Content-Type declares the charset {Shown(charset)}: send UTF-8, which is also the charset when none is declared.";

    private static string Shown(string charset) => charset.Length <= 40 ? $"'{charset}'" : $"'{charset[..40]}...'";
}
