namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// The cookie that holds the user's token. Scripts cannot read it, and other sites cannot make a browser send it. No process stores
/// sessions, so any process can answer any request.
/// </summary>
internal sealed class SessionCookie(IHostEnvironment environment, TimeProvider time)
{
    /// <summary>A browser accepts this prefix only from HTTPS, for this host and for all paths.</summary>
    private const string SecureName = "__Host-retail-session";
    private const string DevelopmentName = "retail-session";

    public static string? Read(HttpRequest request) =>
        request.Cookies[SecureName] is { Length: > 0 } token ? token
        : request.Cookies[DevelopmentName] is { Length: > 0 } development ? development : null;

    public void Write(HttpResponse response, string token, TimeSpan lifetime) =>
        response.Cookies.Append(Name, token, Options(time.GetUtcNow() + lifetime));

    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(expires: null));

    private string Name => environment.IsDevelopment() ? DevelopmentName : SecureName;

    private CookieOptions Options(DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = !environment.IsDevelopment(),
        SameSite = SameSiteMode.Strict,
        Path = "/",
        IsEssential = true,
        Expires = expires,
    };
}
