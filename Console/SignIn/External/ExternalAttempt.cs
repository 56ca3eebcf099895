using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>A sign-in with the external issuer that has begun. It is kept in the browser, so that any process can end it.</summary>
/// <param name="State">Connects the issuer's answer with this browser.</param>
/// <param name="Nonce">Connects the issuer's token with this attempt.</param>
/// <param name="Verifier">The secret of PKCE (RFC 7636), without which the code is of no use.</param>
/// <param name="Then">The page to continue with; empty for the overview.</param>
internal sealed record ExternalAttempt(string State, string Nonce, string Verifier, string Then)
{
    private const int Bytes = 32;
    private const int MaxThen = 1_000;

    /// <summary>The hash of <see cref="Verifier"/>, which the issuer receives.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <param name="then">The page to continue with; the overview if it is not of this host.</param>
    public static ExternalAttempt Create(string? then) => new(
        Random(), Random(), Random(), SignInPaths.IsLocal(then) && then!.Length <= MaxThen ? then : "");

    /// <summary>Null when the text is not of <see cref="ToText"/>.</summary>
    public static ExternalAttempt? Parse(string? text)
    {
        if (text?.Split('.') is not [var state, var nonce, var verifier, var then]) return null;
        if (!IsRandom(state) || !IsRandom(nonce) || !IsRandom(verifier) || !Base64Url.IsValid(then)) return null;
        string path = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(then));
        return new ExternalAttempt(state, nonce, verifier, SignInPaths.IsLocal(path) ? path : "");
    }

    public string ToText() => $"{State}.{Nonce}.{Verifier}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Then))}";

    public bool HasState(string? state) => AreEqual(State, state);

    public bool HasNonce(string? nonce) => AreEqual(Nonce, nonce);

    private static bool AreEqual(string expected, string? sent) =>
        sent is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(sent));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    private static bool IsRandom(string text) => Base64Url.IsValid(text, out int length) && length == Bytes;
}
