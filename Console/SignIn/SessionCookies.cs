namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// The cookies that hold the user's tokens. Scripts cannot read them, and other sites cannot make a browser send them. No process stores
/// sessions, so any process can answer any request.
/// </summary>
internal sealed class SessionCookies(IHostEnvironment environment)
{
    /// <summary>Browsers drop a cookie that has more than 4,096 bytes with its name and attributes.</summary>
    public const int MaxValue = 3_800;

    private const string Session = "retail-session";
    private const string Renewal = "retail-renewal";
    private const string Identity = "retail-identity";

    /// <summary>A browser accepts this prefix only from HTTPS, for this host and for all paths.</summary>
    private const string HostPrefix = "__Host-";

    /// <summary>A browser accepts this prefix only from HTTPS.</summary>
    private const string SecurePrefix = "__Secure-";

    public static bool Fits(string value) => Uri.EscapeDataString(value).Length <= MaxValue;

    /// <summary>The access token; null without one.</summary>
    public string? Access(HttpRequest request) => Read(request, HostPrefix, Session);

    public Renewal? RenewalOf(HttpRequest request) => SignIn.Renewal.Parse(Read(request, HostPrefix, Renewal));

    /// <summary>The id token of a session of the external issuer, at the end of the session.</summary>
    public string? IdToken(HttpRequest request) => Read(request, SecurePrefix, Identity);

    /// <summary>Starts a session.</summary>
    /// <param name="response">The answer of the sign-in.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="idToken">The external issuer's id token, which is kept for the sign-out if a cookie can hold it.</param>
    /// <param name="until">Until when it is kept.</param>
    public void Start(HttpResponse response, SessionTokens tokens, string? idToken = null, DateTimeOffset? until = null)
    {
        Renew(response, tokens);
        string name = Name(SecurePrefix, Identity);
        if (idToken is not null && Fits(idToken)) response.Cookies.Append(name, idToken, Options(until, SignInPaths.End));
        else response.Cookies.Delete(name, Options(path: SignInPaths.End));
    }

    /// <summary>Replaces the tokens of a session.</summary>
    public void Renew(HttpResponse response, SessionTokens tokens)
    {
        response.Cookies.Append(Name(HostPrefix, Session), tokens.Access, Options(tokens.EndsAt));
        if (tokens.Renewal is { } renewal) response.Cookies.Append(Name(HostPrefix, Renewal), renewal.ToText(), Options(renewal.ExpiresAt));
        else response.Cookies.Delete(Name(HostPrefix, Renewal), Options());
    }

    public void Delete(HttpResponse response)
    {
        response.Cookies.Delete(Name(HostPrefix, Session), Options());
        response.Cookies.Delete(Name(HostPrefix, Renewal), Options());
        response.Cookies.Delete(Name(SecurePrefix, Identity), Options(path: SignInPaths.End));
    }

    /// <summary>Another site of the domain can set cookies without a prefix, so they are not read where the prefix is used.</summary>
    private string? Read(HttpRequest request, string prefix, string name) =>
        request.Cookies[Name(prefix, name)] is { Length: > 0 } value ? value : null;

    private string Name(string prefix, string name) => environment.IsDevelopment() ? name : prefix + name;

    private CookieOptions Options(DateTimeOffset? expires = null, string path = "/") => new()
    {
        HttpOnly = true,
        Secure = !environment.IsDevelopment(),
        SameSite = SameSiteMode.Strict,
        Path = path,
        IsEssential = true,
        Expires = expires,
    };
}
