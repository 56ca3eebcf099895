using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.Support;

/// <summary>
/// Signs tokens with the key of a started process, but without its code. Tests and load runs therefore need no accounts, and the process
/// verifies tokens that its own code has not created.
/// </summary>
public static class TestTokens
{
    /// <summary>The process's setting for the key.</summary>
    public const string KeySetting = "JWT_SECRET_KEY";

    private const string Name = "retail-grains";

    /// <summary>The key of processes that a test or the bench starts; it is new in each run.</summary>
    public static string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    /// <summary>An operator's token, valid for longer than any test.</summary>
    public static string Operator { get; } = Of("operator");

    /// <summary>A valid token with these roles.</summary>
    public static string Of(params string[] roles) => Sign(Claims("tests", roles), Key);

    /// <summary>The claims of a valid token.</summary>
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

    /// <summary>A token with these claims, signed with HMAC-SHA-256 whatever its header declares.</summary>
    public static string Sign(IReadOnlyDictionary<string, object> claims, string key, string algorithm = "HS256")
    {
        string content = $"{Part(new Dictionary<string, object> { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Part(claims)}";
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Encodes a part of a token.</summary>
    public static string Part(IReadOnlyDictionary<string, object> values) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));
}
