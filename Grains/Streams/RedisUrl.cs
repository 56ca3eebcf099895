using RetailGrains.Ledger.Schema;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Reads REDIS_URL: <c>redis[s]://[[user]:password@]host[:port][/database]</c>, or StackExchange.Redis' own connection string.
/// </summary>
internal static class RedisUrl
{
    private const int DefaultPort = 6379;

    /// <summary>What is wrong with REDIS_URL, as its operator reads it; null when nothing is.</summary>
    public static string? ProblemOf(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (FormatException e)
        {
            return $"REDIS_URL={SecretText.Redact(text)} {e.Message}.";
        }
    }

    /// <exception cref="FormatException">It is neither; the message says what is wrong and not what it holds, since that has a
    /// password.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        bool tls = text.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase);
        ConfigurationOptions options = tls || text.StartsWith("redis://", StringComparison.OrdinalIgnoreCase)
            ? ParseUrl(text, tls)
            : ParseConnectionString(text);
        // The server may come later, and come back: what is asked meanwhile fails or waits, the process does not end.
        options.AbortOnConnectFail = false;
        options.ClientName = "RetailGrains";
        return options;
    }

    private static ConfigurationOptions ParseUrl(string text, bool tls)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
            throw new FormatException("is no URL such as redis://:password@host:6379/0");
        var options = new ConfigurationOptions { Ssl = tls };
        options.EndPoints.Add(url.Host, url.Port > 0 ? url.Port : DefaultPort);
        string[] user = url.UserInfo.Split(':', 2);
        if (user.Length == 2) options.Password = Uri.UnescapeDataString(user[1]);
        if (user[0].Length > 0) options.User = Uri.UnescapeDataString(user[0]);
        string database = url.AbsolutePath.Trim('/');
        if (database.Length == 0) return options;
        if (!int.TryParse(database, out int number) || number < 0) throw new FormatException("names a database that is no number");
        options.DefaultDatabase = number;
        return options;
    }

    private static ConfigurationOptions ParseConnectionString(string text)
    {
        // StackExchange.Redis would take the whole for a host's name.
        if (text.Contains("://", StringComparison.Ordinal)) throw new FormatException("is no URL that begins with redis:// or rediss://");
        try
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(text, ignoreUnknown: false);
            return options.EndPoints.Count > 0 ? options : throw new FormatException("names no server");
        }
        catch (ArgumentException)
        {
            throw new FormatException("is neither a redis:// URL nor a connection string of StackExchange.Redis");
        }
    }
}
