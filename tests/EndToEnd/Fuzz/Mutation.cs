using System.Text;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>Damages valid bodies in ways that occur in files and at senders, and in ways that affect the decisions of parsers.</summary>
internal static class Mutation
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"", "\"\"", ",", "\n", "\r", "\r\n", "\0", "\"\n", "\n\"", "\",\"", ";", "\t", "=1+1", "1E+5", ".0", " ", "\u00A0", "\u2028",
            "{", "}", "[", "]", ":",
            "null", "-", "9999999999999999999999", "--b\r\n", "--b--\r\n", "\r\n\r\n", "\"lines\":[],", "\\u0000", "\\ud800",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0x1F, 0x8B], [0xEF, 0xBB, 0xBF],
    ];

    /// <summary>Damages the bytes in one place.</summary>
    public static byte[] Of(byte[] good, Random random)
    {
        if (good.Length == 0) return Tokens[random.Next(Tokens.Length)];
        int at = random.Next(good.Length);
        int length = random.Next(1, Math.Min(good.Length - at, random.Next(2) == 0 ? 4 : 400) + 1);
        return random.Next(8) switch
        {
            0 => good[..at],
            1 => [.. good[..at], (byte)(good[at] ^ (1 << random.Next(8))), .. good[(at + 1)..]],
            2 => [.. good[..(at + length)], .. good[at..(at + length)], .. good[(at + length)..]],
            3 => [.. good[..at], .. good[(at + length)..]],
            4 => Swapped(good, (byte)'\n', random),
            5 => Swapped(good, (byte)',', random),
            _ => [.. good[..at], .. Tokens[random.Next(Tokens.Length)], .. good[at..]],
        };
    }

    /// <summary>Swaps two parts: rows, fields or members.</summary>
    private static byte[] Swapped(byte[] good, byte separator, Random random)
    {
        List<byte[]> parts = [];
        int start = 0;
        for (int i = 0; i <= good.Length; i++)
        {
            if (i < good.Length && good[i] != separator) continue;
            parts.Add(good[start..i]);
            start = i + 1;
        }

        int one = random.Next(parts.Count), other = random.Next(parts.Count);
        (parts[one], parts[other]) = (parts[other], parts[one]);
        return [.. parts.SelectMany((part, i) => i == 0 ? part : [separator, .. part])];
    }
}
