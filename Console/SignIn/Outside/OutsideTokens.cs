namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>The tokens that the outside issuer issued.</summary>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token; null when the issuer gives none.</param>
/// <param name="IdToken">The verified id token of the sign-in; null at a renewal.</param>
internal sealed record OutsideTokens(string Access, string? Refresh, string? IdToken);
