using System.Text;
using Microsoft.Extensions.Configuration;
using RetailGrains.Access;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Silo.Doctor;

/// <summary>Checks the keys that sign tokens, and leftovers of development.</summary>
internal static class KeyChecks
{
    private const string Check = "keys";

    /// <summary>Random base64 text has more: 43 characters have about 32 distinct ones.</summary>
    private const int FewCharacters = 14;

    private static readonly string[] Secrets = ["JWT_SECRET_KEY", "JWT_ACCEPTED_SECRET_KEY"];
    private static readonly string[] Words =
        ["secret", "password", "changeme", "change-me", "change_me", "example", "test", "dummy", "12345678"];

    public static IEnumerable<Finding> Run(IConfiguration configuration, bool isDevelopment)
    {
        if (isDevelopment)
        {
            yield return Finding.Warn(
                "environment", "the environment is Development: use another one (DOTNET_ENVIRONMENT=Production) for real data.");
        }
        else
        {
            yield return Finding.Ok("environment", "the environment is not Development.");
            foreach (Finding finding in DevelopmentLeftovers(configuration)) yield return finding;
        }

        bool any = false;
        foreach (string setting in Secrets)
        {
            if (configuration[setting] is not { Length: > 0 } key) continue;
            any = true;
            yield return Strength(setting, key);
        }

        if (!any && !isDevelopment && configuration["JWT_PRIVATE_KEY_FILE"] is null && configuration["JWT_PUBLIC_KEY_FILE"] is null)
            yield return Finding.Fail(Check, "JWT_SECRET_KEY is not set: openssl rand -base64 48.");
    }

    /// <summary>Judges a key by its length, its variety and common placeholder words. It cannot prove that a key is random.</summary>
    internal static Finding Strength(string setting, string key)
    {
        int bytes = Encoding.UTF8.GetByteCount(key);
        if (bytes < AccessOptions.MinKey)
            return Finding.Fail(Check, $"{setting} has {bytes} bytes, and needs {AccessOptions.MinKey}: openssl rand -base64 48.");
        if (Array.Exists(Words, word => key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return Finding.Fail(Check, $"{setting} looks like a placeholder: openssl rand -base64 48.");
        return key.Distinct().Count() < FewCharacters
            ? Finding.Fail(Check, $"{setting} has few different characters, so it can be guessed: openssl rand -base64 48.")
            : Finding.Ok(Check, $"{setting} has {bytes} bytes.");
    }

    private static IEnumerable<Finding> DevelopmentLeftovers(IConfiguration configuration)
    {
        string home = configuration.GetStoreOptions().Home;
        string key = Path.Combine(home, "jwt-key"), token = Path.Combine(home, "token");
        if (File.Exists(key) && Array.Exists(Secrets, setting => configuration[setting] is { } used && used.Trim() == ReadText(key)))
            yield return Finding.Fail("environment", $"tokens are signed with the key of Development, in {key}: configure another key.");
        else if (File.Exists(key) || File.Exists(token))
            yield return Finding.Warn(
                "environment", $"Development left a key and an operator's token in {home}: delete jwt-key and token.");
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
