using System.Buffers.Text;
using System.Text.Json;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// A signed-in user: the API's token, and what it says. The console does not verify the token, because the API does for each request; the
/// roles only decide what is shown.
/// </summary>
internal sealed record Session(string Token, string Name, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt)
{
    /// <summary>Null without a token that is still valid.</summary>
    public static Session? Of(HttpRequest request, TimeProvider time) =>
        SessionCookie.Read(request) is { } token && Parse(token) is { } session && session.ExpiresAt > time.GetUtcNow() ? session : null;

    /// <summary>Null when the text is no token.</summary>
    public static Session? Parse(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1])) return null;
        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            JsonElement root = claims.RootElement;
            return root.TryGetProperty("exp", out JsonElement expires) && expires.TryGetInt64(out long seconds)
                ? new Session(token, TextOf(root, "sub"), RolesOf(root), DateTimeOffset.FromUnixTimeSeconds(seconds))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    private static string TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string[] RolesOf(JsonElement claims)
    {
        if (!claims.TryGetProperty("roles", out JsonElement roles)) return [];
        return roles.ValueKind switch
        {
            JsonValueKind.Array =>
                [.. roles.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!)],
            JsonValueKind.String => [roles.GetString()!],
            _ => [],
        };
    }
}
