using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// The keys of this platform's tokens: the one that this process signs with, if any, and all that it accepts. Several are accepted while
/// keys are rotated.
/// </summary>
public sealed class TokenKeys
{
    private readonly TokenKey[] _accepted;

    internal TokenKeys(TokenKey? signing, IEnumerable<TokenKey> accepted)
    {
        Signing = signing;
        _accepted = [.. (signing is null ? accepted : accepted.Prepend(signing)).DistinctBy(key => key.Id)];
    }

    /// <summary>No key: the process neither signs nor accepts tokens.</summary>
    public static TokenKeys None { get; } = new(null, []);

    /// <summary>Whether this process can sign tokens. A process that only verifies cannot create an operator.</summary>
    public bool CanSign => Signing is not null;

    internal TokenKey? Signing { get; }

    /// <summary>The algorithms of the accepted keys.</summary>
    internal IEnumerable<string> Algorithms => _accepted.Select(key => key.Algorithm).Distinct();

    /// <summary>One secret key, which signs and verifies.</summary>
    internal static TokenKeys OfSecret(byte[] secret) => new(TokenKey.OfSecret(secret), []);

    /// <summary>The keys that match a token's header. Tokens without a key id were made by earlier versions or by hand.</summary>
    internal IEnumerable<SecurityKey> For(string? keyId, string? algorithm) => _accepted
        .Where(key => key.Algorithm == algorithm && (string.IsNullOrEmpty(keyId) || key.Id == keyId))
        .Select(key => key.Key);
}
