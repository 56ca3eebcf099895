using System.Buffers.Text;
using System.Text.Json;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// A signed-in user: a token that the API accepts, and its claims. The console does not verify the token, because the API does for each
/// request; the roles only decide what is shown.
/// </summary>
/// <param name="Token">The API's token, or the external issuer's.</param>
/// <param name="Name">The account.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Stores">The stores that it is bound to; null when it is not bound.</param>
/// <param name="ExpiresAt">When the token ends.</param>
/// <param name="IsExternal">Whether the external issuer signed the user in.</param>
internal sealed record Session(
    string Token, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string>? Stores, DateTimeOffset ExpiresAt, bool IsExternal)
{
    /// <summary>The <c>iss</c> of the API's own tokens.</summary>
    private const string OwnIssuer = "retail-grains";

    private static readonly string[] NameClaims = ["preferred_username", "name", "email", "sub"];

    /// <summary>Null when the text is no token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="external">Where tokens of another issuer have roles and stores.</param>
    public static Session? Parse(string token, ExternalClaims external)
    {
        string[] parts = token.Split('.');
        // The token is sent in a header.
        if (!token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')) return null;
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1])) return null;
        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            JsonElement root = claims.RootElement;
            if (!root.TryGetProperty("exp", out JsonElement expires) || !expires.TryGetInt64(out long seconds)) return null;
            DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return TextOf(root, "iss") == OwnIssuer
                ? new Session(token, TextOf(root, "sub"), ListOf(root, "roles") ?? [], ListOf(root, "stores"), end, IsExternal: false)
                : new Session(
                    token,
                    NameOf(root),
                    external.RolesOf(ListOf(root, external.RolesClaim) ?? []),
                    ListOf(root, external.StoresClaim),
                    end,
                    IsExternal: true);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Subjects of other issuers are often numbers, so a name is shown if the token has one.</summary>
    private static string NameOf(JsonElement claims) =>
        NameClaims.Select(name => TextOf(claims, name)).FirstOrDefault(text => text.Length > 0) ?? "";

    private static string TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A claim with one value may be a text. Null when it is absent.</summary>
    private static string[]? ListOf(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out JsonElement values)) return null;
        return values.ValueKind switch
        {
            JsonValueKind.Array =>
                [.. values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)],
            JsonValueKind.String => [values.GetString()!],
            _ => [],
        };
    }
}
