namespace RetailGrains.WebConsole.SignIn;

/// <summary>The tokens that a browser keeps for a session.</summary>
/// <param name="Access">The access token.</param>
/// <param name="ExpiresAt">When the access token expires.</param>
/// <param name="Renewal">How to get another access token; null when the session ends with this one.</param>
internal sealed record SessionTokens(string Access, DateTimeOffset ExpiresAt, Renewal? Renewal)
{
    /// <summary>When the session ends without a further request.</summary>
    public DateTimeOffset EndsAt => Renewal?.ExpiresAt > ExpiresAt ? Renewal.ExpiresAt : ExpiresAt;
}
