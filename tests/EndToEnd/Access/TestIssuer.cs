using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>An OpenID Connect provider on this host: its discovery document, its keys, and tokens that it signs with RSA.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The console's tests derive from it.")]
internal class TestIssuer : IDisposable
{
    public const string Audience = "tills";

    private const string KeyId = "key-1";

    private readonly HttpListener _listener = new();
    private readonly RSA _key = RSA.Create(2048);

    public TestIssuer()
    {
        Address = $"http://127.0.0.1:{FreePort.Take()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    /// <summary>The public part of its key.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A token of this issuer, in which some claims are invalid.</summary>
    public string Sign(string[] groups, string audience = Audience, RSA? key = null, string[]? stores = null)
    {
        Dictionary<string, object> claims = TestTokens.Claims("ann");
        claims["iss"] = Address;
        claims["aud"] = audience;
        claims["groups"] = groups;
        if (stores is not null) claims["stores"] = stores;
        claims["roles"] = new[] { "operator" }; // not the claim that was configured
        return Sign(claims, key);
    }

    /// <summary>A token with these claims.</summary>
    protected string Sign(IReadOnlyDictionary<string, object> claims, RSA? key = null)
    {
        string head = TestTokens.Part(new Dictionary<string, object> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId });
        string content = $"{head}.{TestTokens.Part(claims)}";
        byte[] signature = (key ?? _key).SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers any request other than one for its keys.</summary>
    protected virtual void Answer(HttpListenerContext context) =>
        Send(context, HttpStatusCode.OK, new { issuer = Address, jwks_uri = $"{Address}/keys" });

    protected static void Send(HttpListenerContext context, HttpStatusCode status, object answer)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        context.Response.Close(JsonSerializer.SerializeToUtf8Bytes(answer), willBlock: true);
    }

    private async Task ServeAsync()
    {
        RSAParameters key = _key.ExportParameters(includePrivateParameters: false);
        object keys = new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = "RS256",
                    kid = KeyId,
                    n = Base64Url.EncodeToString(key.Modulus),
                    e = Base64Url.EncodeToString(key.Exponent),
                },
            },
        };
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                if (context.Request.Url!.AbsolutePath == "/keys") Send(context, HttpStatusCode.OK, keys);
                else Answer(context);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // closed
        }
    }
}
