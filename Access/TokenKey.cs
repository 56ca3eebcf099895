using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// A key of tokens and the one algorithm that it is used with. A token names its key (<c>kid</c>). The verifier checks that the token's
/// algorithm is the key's before it checks the signature, so a public key is never used as an HMAC secret.
/// </summary>
internal sealed class TokenKey
{
    /// <summary>Characters of the key's digest that form its id.</summary>
    private const int IdLength = 16;

    private const int MinRsaBits = 2048;
    private const string P256 = "1.2.840.10045.3.1.7";

    private TokenKey(SecurityKey key, string algorithm, ReadOnlySpan<byte> identity)
    {
        key.KeyId = Base64UrlEncoder.Encode(SHA256.HashData(identity))[..IdLength];
        (Key, Algorithm) = (key, algorithm);
    }

    public SecurityKey Key { get; }

    /// <summary>The JWS algorithm: HS256, RS256 or ES256.</summary>
    public string Algorithm { get; }

    public string Id => Key.KeyId;

    /// <summary>A secret key, which signs and verifies.</summary>
    public static TokenKey OfSecret(byte[] secret) =>
        new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256, [.. "retail-grains kid"u8, .. secret]);

    /// <summary>A key from a block of a PEM file. A private key signs and verifies.</summary>
    /// <exception cref="CryptographicException">The block cannot be read, or holds neither an RSA nor an ECDSA P-256 key.</exception>
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
