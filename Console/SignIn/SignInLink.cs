using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// A link that signs a developer in once. It exists only where the host gives it a token, which the API does in Development with a key that
/// it created itself.
/// </summary>
internal sealed class SignInLink(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();

    private byte[]? _code;
    private Func<(string Token, TimeSpan Lifetime)>? _token;
    private DateTimeOffset _until;

    /// <summary>Creates the link; an earlier one is no longer valid.</summary>
    /// <param name="token">Issues the token of the user who follows the link.</param>
    /// <returns>The path and query of the link.</returns>
    public string Create(Func<(string Token, TimeSpan Lifetime)> token)
    {
        string code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (_gate) (_code, _token, _until) = (Encoding.UTF8.GetBytes(code), token, time.GetUtcNow() + Lifetime);
        return $"{SignInPaths.Link}?code={code}";
    }

    /// <summary>Null when the code is wrong, used or too old.</summary>
    public (string Token, TimeSpan Lifetime)? Redeem(string code)
    {
        lock (_gate)
        {
            if (_code is null || _token is null || time.GetUtcNow() > _until) return null;
            if (!CryptographicOperations.FixedTimeEquals(_code, Encoding.UTF8.GetBytes(code))) return null;
            _code = null;
            return _token();
        }
    }
}
