namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>An OpenID Connect provider that signs users of the console in.</summary>
/// <param name="Authority">The base address of <c>.well-known/openid-configuration</c>. Environment: CONSOLE_OIDC_AUTHORITY.</param>
/// <param name="ClientId">The console, as the issuer knows it. Environment: CONSOLE_OIDC_CLIENT_ID.</param>
/// <param name="ClientSecret">Null for a public client. Environment: CONSOLE_OIDC_CLIENT_SECRET_FILE.</param>
/// <param name="Scopes">The scopes, separated by spaces. Environment: CONSOLE_OIDC_SCOPES.</param>
internal sealed record ExternalIssuerOptions(Uri Authority, string ClientId, string? ClientSecret, string Scopes);

/// <summary>Reads <see cref="ExternalIssuerOptions"/>; problems name the setting.</summary>
internal sealed class ReadExternalIssuer(IConfiguration configuration, List<string> problems)
{
    private const string Authority = "CONSOLE_OIDC_AUTHORITY";
    private const string ClientId = "CONSOLE_OIDC_CLIENT_ID";
    private const string SecretFile = "CONSOLE_OIDC_CLIENT_SECRET_FILE";
    private const string Scopes = "CONSOLE_OIDC_SCOPES";
    private const string DefaultScopes = "openid profile";

    public static string[] Settings { get; } = [Authority, ClientId, SecretFile, Scopes];

    /// <summary>Null when none is configured, or when a setting is invalid.</summary>
    public ExternalIssuerOptions? Read()
    {
        int before = problems.Count;
        if (Text(Authority) is not { } authority)
        {
            problems.AddRange(Settings.Where(name => Text(name) is not null).Select(name => $"{name} needs {Authority} too."));
            return null;
        }

        if (!Uri.TryCreate(authority, UriKind.Absolute, out Uri? address) || !IsSafe(address))
            problems.Add($"{Authority} must be an https URL such as https://login.example.com, not '{authority}'.");
        string? client = Text(ClientId);
        if (client is null) problems.Add($"{ClientId} must be given with {Authority}.");
        string scopes = Text(Scopes) ?? DefaultScopes;
        if (!scopes.Split(' ').Contains("openid")) problems.Add($"{Scopes} must contain openid, not only '{scopes}'.");
        string? secret = Text(SecretFile) is { } file ? ReadSecret(file) : null;
        return problems.Count == before ? new ExternalIssuerOptions(address!, client!, secret, scopes) : null;
    }

    /// <summary>Without TLS, tokens cross no network only when the issuer is on this host.</summary>
    private static bool IsSafe(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.Query.Length == 0 && address.Fragment.Length == 0;

    private string? Text(string name) => configuration[name]?.Trim() is { Length: > 0 } text ? text : null;

    private string? ReadSecret(string file)
    {
        try
        {
            if (File.ReadAllText(file).Trim() is { Length: > 0 } secret) return secret;
            problems.Add($"{SecretFile}: {file} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{SecretFile}: {file} cannot be read: {e.Message}");
        }

        return null;
    }
}
