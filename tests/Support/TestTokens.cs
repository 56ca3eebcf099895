using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.Support;

/// <summary>
/// Tokens signed here, by hand, with the key that a started process is given: so no test or load needs an account first, and what the
/// process proves was not made by the same code.
/// </summary>
public static class TestTokens
{
    /// <summary>The process's setting that holds the key.</summary>
    public const string KeySetting = "JWT_SECRET_KEY";

    private const string Name = "retail-grains";

    /// <summary>For processes that a test or the bench starts; of this run only.</summary>
    public static string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    /// <summary>An operator's, good for longer than any test takes.</summary>
    public static string Operator { get; } = Of("operator");

    /// <summary>A good token with these roles.</summary>
    public static string Of(params string[] roles) => Sign(Claims("tests", roles), Key);

    /// <summary>What stands in a good token.</summary>
    public static Dictionary<string, object> Claims(string subject, params string[] roles)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new Dictionary<string, object>
        {
            ["sub"] = subject,
            ["roles"] = roles,
            ["iss"] = Name,
            ["aud"] = Name,
            ["iat"] = now,
            ["exp"] = now + (12 * 60 * 60),
        };
    }

    /// <summary>A token of these claims, signed with HMAC-SHA-256 whatever its head says.</summary>
    public static string Sign(IReadOnlyDictionary<string, object> claims, string key, string algorithm = "HS256")
    {
        string content = $"{Part(new Dictionary<string, object> { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Part(claims)}";
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A part of a token.</summary>
    public static string Part(IReadOnlyDictionary<string, object> values) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));
}
