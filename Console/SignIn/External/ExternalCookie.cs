namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>
/// The cookie of an <see cref="ExternalAttempt"/>. It is <c>SameSite=Lax</c>, because the browser comes back from the issuer's site.
/// </summary>
internal sealed class ExternalCookie(IHostEnvironment environment)
{
    private const string SecureName = "__Host-retail-sign-in";
    private const string DevelopmentName = "retail-sign-in";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public void Write(HttpResponse response, ExternalAttempt attempt) =>
        response.Cookies.Append(Name, attempt.ToText(), Options(Lifetime));

    /// <summary>Returns the attempt and deletes it, so that it ends once; null when there is none.</summary>
    public ExternalAttempt? Take(HttpContext http)
    {
        ExternalAttempt? attempt = ExternalAttempt.Parse(http.Request.Cookies[Name]);
        http.Response.Cookies.Delete(Name, Options(lifetime: null));
        return attempt;
    }

    private string Name => environment.IsDevelopment() ? DevelopmentName : SecureName;

    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = !environment.IsDevelopment(),
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
        MaxAge = lifetime,
    };
}
