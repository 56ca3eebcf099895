using Npgsql;

namespace RetailGrains.Ledger.Postgres;

/// <summary>
/// Parses <c>postgresql://user:password@host:port/database?sslmode=require</c>, as libpq and most hosting services write it, and Npgsql's
/// connection strings.
/// </summary>
internal static class PostgresUrl
{
    /// <summary>
    /// The libpq parameters that have another name in Npgsql. The names of the others differ only in that Npgsql has spaces for
    /// underscores.
    /// </summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["connect_timeout"] = "Timeout",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslrootcert"] = "Root Certificate",
        ["sslpassword"] = "SSL Password",
    };

    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        bool isUrl = text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);
        if (!isUrl) return new NpgsqlConnectionStringBuilder(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
            throw new ArgumentException("DATABASE_URL is not a valid URL: reserved characters in its parts must be percent-encoded.");
        return FromUrl(url);
    }

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = url.DnsSafeHost };
        if (url.Port > 0) builder.Port = url.Port;
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        string database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (database.Length > 0) builder.Database = database;
        foreach (string parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = parameter.Split('=', 2);
            Set(builder, Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "");
        }

        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        string keyword = Renamed.TryGetValue(name, out string? renamed) ? renamed : name.Replace('_', ' ');
        builder[keyword] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }
}
