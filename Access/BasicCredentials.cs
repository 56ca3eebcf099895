using System.Text;

namespace RetailGrains.Access;

/// <summary>A name and a password in a header, as RFC 7617 has them.</summary>
public static class BasicCredentials
{
    private const string Prefix = "Basic ";

    /// <summary>Whether an Authorization header is meant so.</summary>
    public static bool Are(string header) => header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>False when the header is another, or can't be read.</summary>
    public static bool TryRead(string header, out string name, out string password)
    {
        (name, password) = ("", "");
        if (!Are(header)) return false;
        Span<byte> bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Prefix.Length..].Trim(), bytes, out int length)) return false;
        string text = Encoding.UTF8.GetString(bytes[..length]);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        (name, password) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
