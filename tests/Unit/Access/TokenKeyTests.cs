using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.Access;
using RetailGrains.Hosting;

namespace RetailGrains.Tests.Unit.Access;

/// <summary>The keys in the settings, and the tokens that they accept.</summary>
public sealed class TokenKeyTests : IDisposable
{
    private const string Old = "an old secret that has enough bytes, 0123456789";
    private const string New = "a new secret that has enough bytes, 0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-keys-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tokens_of_both_keys_are_accepted_while_a_secret_is_rotated_and_only_then()
    {
        TokenKeys before = Keys(("JWT_SECRET_KEY", Old));
        TokenKeys announced = Keys(("JWT_SECRET_KEY", Old), ("JWT_ACCEPTED_SECRET_KEY", New));
        TokenKeys switched = Keys(("JWT_SECRET_KEY", New), ("JWT_ACCEPTED_SECRET_KEY", Old));
        TokenKeys after = Keys(("JWT_SECRET_KEY", New));
        Assert.True(await AcceptsAsync(announced, before));
        Assert.True(await AcceptsAsync(announced, switched));
        Assert.True(await AcceptsAsync(switched, announced));
        Assert.True(await AcceptsAsync(switched, switched));
        Assert.True(await AcceptsAsync(after, switched));
        Assert.False(await AcceptsAsync(after, before));
        Assert.False(await AcceptsAsync(before, switched));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_process_with_the_public_key_verifies_and_cannot_sign(string algorithm)
    {
        (string privateFile, string publicFile) = Make(algorithm);
        TokenKeys api = Keys(("JWT_PRIVATE_KEY_FILE", privateFile), ("JWT_ALGORITHM", algorithm));
        TokenKeys silo = Keys(("JWT_PUBLIC_KEY_FILE", publicFile), ("JWT_ALGORITHM", algorithm));
        Assert.Equal(algorithm, new JsonWebToken(Sign(api)).Alg);
        Assert.True(await AcceptsAsync(silo, api));
        Assert.True(await AcceptsAsync(api, api));
        Assert.False(silo.CanSign);
        Assert.Throws<StartupException>(() => Sign(silo));
        Assert.False(await AcceptsAsync(silo, Keys(("JWT_PRIVATE_KEY_FILE", Make(algorithm).Private))));
    }

    [Fact]
    public async Task A_file_of_several_public_keys_accepts_tokens_of_each()
    {
        (string Private, string Public)[] made = [Make("ES256"), Make("RS256"), Make("ES256")];
        string all = Write(string.Join('\n', made.Select(one => File.ReadAllText(one.Public))));
        TokenKeys silo = Keys(("JWT_PUBLIC_KEY_FILE", all));
        foreach ((string privateFile, _) in made) Assert.True(await AcceptsAsync(silo, Keys(("JWT_PRIVATE_KEY_FILE", privateFile))));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_public_key_is_never_used_as_a_secret_and_secret_signed_tokens_are_refused_without_one(string algorithm)
    {
        (string privateFile, string publicFile) = Make(algorithm);
        TokenKeys silo = Keys(("JWT_PUBLIC_KEY_FILE", publicFile));
        string keyId = new JsonWebToken(Sign(Keys(("JWT_PRIVATE_KEY_FILE", privateFile)))).Kid;
        string pem = File.ReadAllText(publicFile);
        string der =
            Encoding.Latin1.GetString(Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-')))));
        foreach (string secret in (string[])[pem, pem.Trim(), der, Old])
        {
            foreach (string? kid in (string?[])[null, "", keyId, "../../dev/null", "other"])
            {
                foreach (string said in (string[])["HS256", algorithm, "none", "HS512"])
                    Assert.False((await ValidateAsync(silo, SignByHand(secret, said, kid))).IsValid, $"{said} {kid}");
            }
        }
    }

    [Fact]
    public async Task Tokens_of_earlier_versions_without_a_key_id_are_accepted_and_unknown_key_ids_are_not()
    {
        TokenKeys keys = Keys(("JWT_SECRET_KEY", New), ("JWT_ACCEPTED_SECRET_KEY", Old));
        Assert.True((await ValidateAsync(keys, SignByHand(Old, "HS256", kid: null))).IsValid);
        Assert.False((await ValidateAsync(keys, SignByHand(Old, "HS256", kid: "other"))).IsValid);
    }

    [Fact]
    public void Unusable_key_settings_are_named()
    {
        (string privateFile, string publicFile) = Make("ES256");
        using RSA weak = RSA.Create(1024);
        using ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        AssertProblem("JWT_SECRET_KEY", ("JWT_SECRET_KEY", "short"));
        AssertProblem("JWT_ACCEPTED_SECRET_KEY", ("JWT_SECRET_KEY", New), ("JWT_ACCEPTED_SECRET_KEY", "short"));
        AssertProblem("both sign", ("JWT_SECRET_KEY", New), ("JWT_PRIVATE_KEY_FILE", privateFile));
        AssertProblem("JWT_PRIVATE_KEY_FILE", ("JWT_PRIVATE_KEY_FILE", publicFile));
        AssertProblem("JWT_PRIVATE_KEY_FILE", ("JWT_PRIVATE_KEY_FILE", Path.Combine(_folder, "none")));
        AssertProblem("private key", ("JWT_PUBLIC_KEY_FILE", privateFile));
        AssertProblem("JWT_PUBLIC_KEY_FILE", ("JWT_PUBLIC_KEY_FILE", Write("nothing")));
        AssertProblem("2048", ("JWT_PRIVATE_KEY_FILE", Write(weak.ExportPkcs8PrivateKeyPem())));
        AssertProblem("P-256", ("JWT_PRIVATE_KEY_FILE", Write(curve.ExportPkcs8PrivateKeyPem())));
        AssertProblem("PEM", ("JWT_SECRET_KEY", File.ReadAllText(publicFile)));
        AssertProblem("JWT_ALGORITHM", ("JWT_SECRET_KEY", New), ("JWT_ALGORITHM", "RS256"));
        AssertProblem("JWT_ALGORITHM", ("JWT_PRIVATE_KEY_FILE", privateFile), ("JWT_ALGORITHM", "HS256"));
        AssertProblem("JWT_SECRET_KEY");
    }

    private static void AssertProblem(string says, params (string, string)[] settings)
    {
        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => Keys(settings));
        Assert.Contains(says, Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    private static TokenKeys Keys(params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Build();
        var options = new AccessOptions();
        new ReadAccessOptions(configuration, new HostingEnvironment { EnvironmentName = "Production" }).Configure(options);
        return options.Keys;
    }

    private (string Private, string Public) Make(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm == "RS256" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Write(key.ExportPkcs8PrivateKeyPem()), Write(key.ExportSubjectPublicKeyInfoPem()));
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(path, text);
        return path;
    }

    private string Sign(TokenKeys keys) =>
        new TokenIssuer(Options.Create(new AccessOptions { Keys = keys }), _time).Issue("ann", [Roles.Viewer]).Text;

    private async Task<bool> AcceptsAsync(TokenKeys keys, TokenKeys signer) => (await ValidateAsync(keys, Sign(signer))).IsValid;

    private Task<TokenValidationResult> ValidateAsync(TokenKeys keys, string token) =>
        new ValidatedTokenCache(_time).ValidateTokenAsync(token, OwnTokens.Parameters(keys, _time));

    /// <summary>Signs with HMAC-SHA-256, whatever the header declares.</summary>
    private string SignByHand(string secret, string algorithm, string? kid)
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        string head = kid is null
            ? $$"""{"alg":"{{algorithm}}","typ":"JWT"}"""
            : $$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{kid}}"}""";
        string claims =
            $$"""{"sub":"ann","roles":["operator"],"iss":"retail-grains","aud":"retail-grains","iat":{{now}},"exp":{{now + 60}}}""";
        string content = $"{Base64UrlEncoder.Encode(head)}.{Base64UrlEncoder.Encode(claims)}";
        byte[] signature = HMACSHA256.HashData(Encoding.Latin1.GetBytes(secret), Encoding.ASCII.GetBytes(content));
        return $"{content}.{Base64UrlEncoder.Encode(signature)}";
    }
}
