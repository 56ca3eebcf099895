using System.Net;
using Microsoft.Extensions.Configuration;
using RetailGrains.Ledger.Settings;
using RetailGrains.Streams;
using RetailGrains.Text;
using StackExchange.Redis;

namespace RetailGrains.Silo.Doctor;

/// <summary>Checks whether Redis requires a password.</summary>
internal static class RedisChecks
{
    private const string Check = "redis";
    private const int Timeout = 3_000;

    public static async Task<Finding> RunAsync(IConfiguration configuration)
    {
        if (configuration["REDIS_URL"] is not { Length: > 0 } url) return Finding.Ok(Check, "REDIS_URL is not set: there are no streams.");
        if (RedisUrl.ProblemOf(url) is { } problem) return Finding.Fail(Check, problem);
        ConfigurationOptions options = RedisUrl.Parse(url);
        (options.AbortOnConnectFail, options.ConnectRetry, options.ConnectTimeout, options.AsyncTimeout) = (true, 0, Timeout, Timeout);
        bool local = options.EndPoints.All(IsLocal);
        if (!await AnswersAsync(options))
            return Finding.Fail(Check, $"{SecretText.Redact(url)}: Redis does not answer, or refuses this user and password.");
        ConfigurationOptions anybody = options.Clone();
        (anybody.User, anybody.Password) = (null, null);
        if (await AnswersAsync(anybody))
        {
            const string text = "Redis accepts anyone who can reach it: set a password and ACLs (docs/streams.md).";
            return local ? Finding.Warn(Check, text) : Finding.Fail(Check, text);
        }

        return local || options.Ssl
            ? Finding.Ok(Check, "Redis requires a password.")
            : Finding.Warn(Check, "Redis requires a password, which crosses the network unencrypted: use rediss://.");
    }

    private static async Task<bool> AnswersAsync(ConfigurationOptions options)
    {
        try
        {
            await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options);
            await connection.GetDatabase().PingAsync();
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static bool IsLocal(EndPoint endpoint) => endpoint switch
    {
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
        DnsEndPoint dns => dns.Host == "localhost",
        _ => true, // a Unix domain socket
    };
}
