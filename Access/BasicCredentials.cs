using System.Text;

namespace RetailGrains.Access;

/// <summary>The name and password in a Basic authorization header (RFC 7617).</summary>
public static class BasicCredentials
{
    private const string Prefix = "Basic ";

    /// <summary>Whether an Authorization header has the Basic scheme.</summary>
    public static bool Are(string header) => header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>False when the header has another scheme or is malformed.</summary>
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
