using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Access;

/// <summary>
/// Hashes clients' secrets. The platform makes them from 256 random bits, which cannot be guessed, so one round of SHA-256 without a salt
/// is enough. Earlier versions stored slow PBKDF2 hashes; such a hash is replaced when its secret is used.
/// </summary>
internal static class ClientSecrets
{
    private const string Prefix = "sha256:";

    public static string Hash(string secret) => Prefix + Convert.ToBase64String(Digest(secret));

    /// <summary>Whether it is a hash of this kind; otherwise <see cref="SecretHashing"/> made it.</summary>
    public static bool IsOne(string hash) => hash.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The stored secret that matches, if any. The time taken does not depend on which one matches, or whether one does.</summary>
    public static SubjectSecret? Find(IEnumerable<SubjectSecret> secrets, string secret)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(Hash(secret));
        SubjectSecret? found = null;
        foreach (SubjectSecret one in secrets)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one.Hash), wanted)) found = one;
        return found;
    }

    private static byte[] Digest(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
