using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

public sealed class TokenTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero));

    private TokenIssuer Issuer => new(Options.Create(new AccessOptions { Keys = TokenKeys.OfSecret(Key) }), _time);

    [Fact]
    public void A_token_has_the_claims_of_the_contract_with_roles_as_a_list()
    {
        IssuedToken issued = Issuer.Issue("ann", [Roles.Viewer]);
        var token = new JsonWebToken(issued.Text);
        Assert.Equal(TimeSpan.FromMinutes(30), issued.ExpiresIn);
        Assert.Equal(
            ("HS256", "ann", "retail-grains", "retail-grains"), (token.Alg, token.Subject, token.Issuer, token.Audiences.Single()));
        string payload = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        Assert.Contains("\"roles\":[\"viewer\"]", payload, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2026, 3, 1, 12, 30, 0), token.ValidTo);
    }

    [Fact]
    public void A_new_token_is_never_older_than_the_last_revocation()
    {
        long revokedBefore = _time.GetUtcNow().ToUnixTimeSeconds() + 1;
        var token = new JsonWebToken(Issuer.Issue("ann", [Roles.Viewer], revokedBefore).Text);
        Assert.True(new DateTimeOffset(token.IssuedAt).ToUnixTimeSeconds() >= revokedBefore);
    }

    [Fact]
    public async Task A_validated_token_is_refused_once_it_has_expired()
    {
        string token = Issuer.Issue("ann", [Roles.Viewer]).Text;
        var tokens = new ValidatedTokenCache(_time);
        TokenValidationParameters parameters = OwnTokens.Parameters(TokenKeys.OfSecret(Key), _time);
        Assert.True((await tokens.ValidateTokenAsync(token, parameters)).IsValid);
        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.True((await tokens.ValidateTokenAsync(token, parameters)).IsValid);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False((await tokens.ValidateTokenAsync(token, parameters)).IsValid);
    }

    [Fact]
    public async Task A_validation_applies_to_exactly_one_token()
    {
        string token = Issuer.Issue("ann", [Roles.Viewer]).Text;
        var tokens = new ValidatedTokenCache(_time);
        TokenValidationParameters parameters = OwnTokens.Parameters(TokenKeys.OfSecret(Key), _time);
        Assert.True((await tokens.ValidateTokenAsync(token, parameters)).IsValid);
        string other = token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1];
        Assert.False((await tokens.ValidateTokenAsync(other, parameters)).IsValid);
    }
}
