using System.Globalization;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>The token that renews a session's access token. It is kept in the browser, so that any process can use it.</summary>
/// <param name="IsExternal">Whether the external issuer issued it, and not the API.</param>
/// <param name="SignedInAt">When the session began.</param>
/// <param name="IssuedAt">When it was received.</param>
/// <param name="ExpiresAt">When the session ends without a further request.</param>
/// <param name="Token">The refresh token.</param>
internal sealed record Renewal(
    bool IsExternal, DateTimeOffset SignedInAt, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string Token)
{
    private const string External = "o";
    private const string Own = "a";
    private const int Parts = 5;

    /// <summary>A sixth of the lifetime, so that a session never ends much earlier than its idle time.</summary>
    private const int PartOfLifetime = 6;

    /// <summary>Of requests within this time, one renews.</summary>
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(5);

    /// <summary>From when on a request renews the session.</summary>
    public DateTimeOffset DueAt => IssuedAt + (Lifetime / PartOfLifetime < MaxInterval ? Lifetime / PartOfLifetime : MaxInterval);

    private TimeSpan Lifetime => ExpiresAt - IssuedAt;

    /// <summary>Null when the text is not of <see cref="ToText"/>, or longer than any cookie that the console sets.</summary>
    public static Renewal? Parse(string? text)
    {
        if (text?.Length > SessionCookies.MaxValue) return null;
        if (text?.Split('.', Parts) is not [var kind and (External or Own), var begun, var issued, var expires, { Length: > 0 } token])
            return null;
        return TimeOf(begun) is { } signedInAt && TimeOf(issued) is { } issuedAt && TimeOf(expires) is { } expiresAt
            ? new Renewal(kind == External, signedInAt, issuedAt, expiresAt, token)
            : null;
    }

    public string ToText() => string.Join(
        '.', IsExternal ? External : Own, TextOf(SignedInAt), TextOf(IssuedAt), TextOf(ExpiresAt), Token);

    private static string TextOf(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Ten digits reach into the year 2286.</summary>
    private static DateTimeOffset? TimeOf(string text) =>
        text.Length <= 10 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
