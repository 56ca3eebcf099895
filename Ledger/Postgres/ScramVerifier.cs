using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Ledger.Postgres;

/// <summary>
/// What PostgreSQL stores for a password (RFC 5803). CREATE ROLE accepts it in place of the password, which then appears neither in the
/// statement nor in the server's log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096; // PostgreSQL's scram_iterations
    private const int SaltBytes = 16;

    public static string Create(string password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes));

    internal static string Create(string password, byte[] salt)
    {
        // Npgsql sends the same normal form.
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            password.Normalize(NormalizationForm.FormKC), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        string keys = $"{Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${keys}");
    }
}
