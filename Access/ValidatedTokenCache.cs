using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// Validates this platform's tokens and caches the results of valid ones until they expire, because a till sends the same token with every
/// sale. The keys are hashes, so that no tokens accumulate in memory.
/// </summary>
internal sealed class ValidatedTokenCache(TimeProvider time, AccessMeter? meter = null) : TokenHandler
{
    private const int MaxEntries = 10_000;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<Digest, Validation> _validations = new();

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        Digest digest = Digest.Of(token);
        if (_validations.TryGetValue(digest, out Validation? known) && time.GetUtcNow() < known.Until)
        {
            meter?.TokenFound();
            return known.Result;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, validationParameters);
        meter?.TokenValidated(result.IsValid);
        if (result.IsValid) Remember(digest, result);
        return result;
    }

    public override SecurityToken ReadToken(string token) => _handler.ReadToken(token);

    private void Remember(Digest digest, TokenValidationResult result)
    {
        var expires = new DateTimeOffset(DateTime.SpecifyKind(result.SecurityToken.ValidTo, DateTimeKind.Utc));
        // Flooding the cache costs other callers one extra validation each.
        if (_validations.Count >= MaxEntries) _validations.Clear();
        _validations[digest] = new Validation(result, expires);
    }

    private sealed record Validation(TokenValidationResult Result, DateTimeOffset Until);

    /// <summary>The SHA-256 of a token; collisions cannot be constructed.</summary>
    private readonly record struct Digest(UInt128 Left, UInt128 Right)
    {
        public static Digest Of(string token)
        {
            int length = Encoding.UTF8.GetMaxByteCount(token.Length);
            Span<byte> bytes = length <= 4096 ? stackalloc byte[length] : new byte[length];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
            return new Digest(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
        }
    }
}
