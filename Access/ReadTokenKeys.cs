using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RetailGrains.Hosting;

namespace RetailGrains.Access;

/// <summary>Reads <see cref="AccessOptions.Keys"/> from the configuration.</summary>
internal sealed class ReadTokenKeys(IConfiguration configuration, IHostEnvironment environment, List<string> problems)
{
    private const string SecretSetting = "JWT_SECRET_KEY";
    private const string AcceptedSetting = "JWT_ACCEPTED_SECRET_KEY";
    private const string PrivateSetting = "JWT_PRIVATE_KEY_FILE";
    private const string PublicSetting = "JWT_PUBLIC_KEY_FILE";
    private const string AlgorithmSetting = "JWT_ALGORITHM";
    private const string KeyFile = "jwt-key";

    /// <summary>The keys, and whether they were created for Development.</summary>
    public (TokenKeys Keys, bool Made) Read()
    {
        if (Text(SecretSetting) is not null && Text(PrivateSetting) is not null)
        {
            problems.Add($"{SecretSetting} and {PrivateSetting} both sign: give one. "
                + $"{AcceptedSetting} takes a secret that is only accepted.");
        }

        TokenKey? secret = SecretKey(SecretSetting);
        TokenKey? accepted = SecretKey(AcceptedSetting);
        TokenKey? signer = Text(PrivateSetting) is { } path ? new PemFile(PrivateSetting, path, problems).Private() : null;
        IReadOnlyList<TokenKey> verifiers = Text(PublicSetting) is { } file ? new PemFile(PublicSetting, file, problems).Public() : [];
        var keys = new TokenKeys(signer ?? secret, accepted is null ? verifiers : [accepted, .. verifiers]);
        bool isGiven = new[] { SecretSetting, AcceptedSetting, PrivateSetting, PublicSetting }.Any(name => Text(name) is not null);
        if (!isGiven && environment.IsDevelopment()) return (DevelopmentKeys(), true);
        if (!isGiven)
        {
            problems.Add($"{SecretSetting} must be set, to a secret of at least {AccessOptions.MinKey} bytes "
                + $"(openssl rand -base64 48), or {PrivateSetting} or {PublicSetting} to a file; only in Development is a key made at the "
                + "start.");
        }

        CheckAlgorithm(keys);
        return (keys, false);
    }

    private string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    private TokenKey? SecretKey(string setting)
    {
        if (Text(setting) is not { } text) return null;
        byte[] secret = Encoding.UTF8.GetBytes(text);
        if (secret.Length >= AccessOptions.MinKey && !IsPem(text)) return TokenKey.OfSecret(secret);
        problems.Add(IsPem(text)
            ? $"{setting} must be a secret, not a key in PEM format: {PrivateSetting} and {PublicSetting} name files of those."
            : $"{setting} must have at least {AccessOptions.MinKey} bytes, not {secret.Length} (openssl rand -base64 48).");
        return null;
    }

    /// <summary>A public key is no secret: a token signed with its text as an HMAC key must not be accepted.</summary>
    private static bool IsPem(string text) => text.Contains("-----BEGIN", StringComparison.Ordinal);

    private void CheckAlgorithm(TokenKeys keys)
    {
        if (Text(AlgorithmSetting) is not { } algorithm || problems.Count > 0) return;
        string[] possible = keys.Signing is { } signing ? [signing.Algorithm] : [.. keys.Algorithms];
        if (!possible.Contains(algorithm, StringComparer.Ordinal))
            problems.Add($"{AlgorithmSetting} must be {string.Join(" or ", possible)}, as the key is, not '{algorithm}'.");
    }

    private TokenKeys DevelopmentKeys()
    {
        byte[]? key = DevelopmentKey();
        TokenKeys keys = key is null ? TokenKeys.None : TokenKeys.OfSecret(key);
        CheckAlgorithm(keys);
        return keys;
    }

    /// <summary>The key is kept in a file, so that a developer's token survives a restart.</summary>
    private byte[]? DevelopmentKey()
    {
        string home = configuration[RetailHome.Setting] is { Length: > 0 } given ? given : RetailHome.Default;
        string path = Path.Combine(home, KeyFile);
        try
        {
            RetailHome.Create(home);
            string key = OwnerOnlyFile.ReadOrCreate(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));
            if (Encoding.UTF8.GetByteCount(key) < AccessOptions.MinKey)
                problems.Add($"{path} holds fewer than {AccessOptions.MinKey} bytes: delete it, and the next start makes a new key.");
            return Encoding.UTF8.GetBytes(key);
        }
        catch (StartupException e)
        {
            problems.Add(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(RetailHome.CannotUse(home, e).Message);
        }

        return null;
    }
}
