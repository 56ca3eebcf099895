using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// A key of tokens, with the one algorithm that it is used for. A token names its key (<c>kid</c>); that its algorithm is this key's is
/// checked before its signature, so a public key is never taken for a secret.
/// </summary>
internal sealed class TokenKey
{
    /// <summary>Characters of the digest that a token names its key by.</summary>
    private const int IdLength = 16;

    private const int MinRsaBits = 2048;
    private const string P256 = "1.2.840.10045.3.1.7";

    private TokenKey(SecurityKey key, string algorithm, ReadOnlySpan<byte> identity)
    {
        key.KeyId = Base64UrlEncoder.Encode(SHA256.HashData(identity))[..IdLength];
        (Key, Algorithm) = (key, algorithm);
    }

    public SecurityKey Key { get; }

    /// <summary>HS256, RS256 or ES256.</summary>
    public string Algorithm { get; }

    public string Id => Key.KeyId;

    /// <summary>A secret that signs and verifies.</summary>
    public static TokenKey OfSecret(byte[] secret) =>
        new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256, [.. "retail-grains kid"u8, .. secret]);

    /// <summary>
    /// A key from a block of a PEM file. A private key signs, and verifies too.
    /// </summary>
    /// <exception cref="CryptographicException">It can't be read, or is of another kind than RSA and ECDSA P-256.</exception>
    public static TokenKey OfPem(string pem, bool isPrivate) => OfRsa(pem, isPrivate) ?? OfEcdsa(pem);

    private static TokenKey? OfRsa(string pem, bool isPrivate)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }

        if (rsa.KeySize < MinRsaBits)
            throw new CryptographicException($"An RSA key must have at least {MinRsaBits} bits, not {rsa.KeySize}.");
        var key = new RsaSecurityKey(rsa.ExportParameters(isPrivate));
        return new TokenKey(key, SecurityAlgorithms.RsaSha256, rsa.ExportSubjectPublicKeyInfo());
    }

    private static TokenKey OfEcdsa(string pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            if (ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
                throw new CryptographicException("The curve of an EC key must be P-256.");
            return new TokenKey(new ECDsaSecurityKey(ecdsa), SecurityAlgorithms.EcdsaSha256, ecdsa.ExportSubjectPublicKeyInfo());
        }
        catch (ArgumentException e)
        {
            ecdsa.Dispose();
            throw new CryptographicException(e.Message, e);
        }
        catch (CryptographicException)
        {
            ecdsa.Dispose();
            throw;
        }
    }
}
