using RetailGrains.Text;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Parses REDIS_URL: <c>redis[s]://[[user]:password@]host[:port][/database]</c>, or a StackExchange.Redis connection string.
/// </summary>
public static class RedisUrl
{
    private const int DefaultPort = 6379;

    /// <summary>Returns what is wrong with REDIS_URL, for its operator; null when it is valid.</summary>
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

    /// <exception cref="FormatException">The text has neither form. The message does not quote it, because it holds a password.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        bool tls = text.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase);
        ConfigurationOptions options = tls || text.StartsWith("redis://", StringComparison.OrdinalIgnoreCase)
            ? ParseUrl(text, tls)
            : ParseConnectionString(text);
        // The server may start later, and may restart. Meanwhile commands fail or wait, and the process keeps running.
        options.AbortOnConnectFail = false;
        options.ClientName = "RetailGrains";
        return options;
    }

    private static ConfigurationOptions ParseUrl(string text, bool tls)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
            throw new FormatException("is not a URL such as redis://:password@host:6379/0");
        var options = new ConfigurationOptions { Ssl = tls };
        options.EndPoints.Add(url.Host, url.Port > 0 ? url.Port : DefaultPort);
        string[] user = url.UserInfo.Split(':', 2);
        if (user.Length == 2) options.Password = Uri.UnescapeDataString(user[1]);
        if (user[0].Length > 0) options.User = Uri.UnescapeDataString(user[0]);
        string database = url.AbsolutePath.Trim('/');
        if (database.Length == 0) return options;
        if (!int.TryParse(database, out int number) || number < 0) throw new FormatException("names a database that is not a number");
        options.DefaultDatabase = number;
        return options;
    }

    private static ConfigurationOptions ParseConnectionString(string text)
    {
        // StackExchange.Redis would treat the whole text as a host name.
        if (text.Contains("://", StringComparison.Ordinal))
            throw new FormatException("is not a URL that begins with redis:// or rediss://");
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
