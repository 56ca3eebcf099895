namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>The tokens that the external issuer issued.</summary>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token; null when the issuer gives none.</param>
/// <param name="IdToken">The verified id token of the sign-in; null at a renewal.</param>
internal sealed record ExternalTokens(string Access, string? Refresh, string? IdToken);
