using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// Proves tokens, and remembers those that were good: a till sends the same one with every sale, and to prove it anew takes as long as
/// much of the rest of a request. Remembered by hash, so that no tokens are collected in memory, for a minute at most, so that a key that
/// an outside issuer has withdrawn is not trusted for long.
/// </summary>
internal sealed class ProvedTokens(TimeProvider time) : TokenHandler
{
    private const int Most = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<Digest, Proof> _proofs = new();

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        DateTimeOffset now = time.GetUtcNow();
        Digest digest = Digest.Of(token);
        if (_proofs.TryGetValue(digest, out Proof? proof) && now < proof.Until) return proof.Result;

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid) Remember(digest, result, now);
        return result;
    }

    public override SecurityToken ReadToken(string token) => _handler.ReadToken(token);

    private void Remember(Digest digest, TokenValidationResult result, DateTimeOffset now)
    {
        var expires = new DateTimeOffset(DateTime.SpecifyKind(result.SecurityToken.ValidTo, DateTimeKind.Utc));
        DateTimeOffset until = expires < now + Longest ? expires : now + Longest;
        // Who sends ever new tokens makes the rest be proved anew, no more.
        if (_proofs.Count >= Most) _proofs.Clear();
        _proofs[digest] = new Proof(result, until);
    }

    private sealed record Proof(TokenValidationResult Result, DateTimeOffset Until);

    /// <summary>SHA-256 of a token: two tokens with the same one can't be made.</summary>
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
