using Microsoft.AspNetCore.Antiforgery;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>
/// Issues no tokens: <see cref="ConsoleRules"/> checks the origin of requests instead. Without this, each page would receive a token
/// that is encrypted with a key of this process, which no other process could read.
/// </summary>
internal sealed class NoAntiforgery : IAntiforgery
{
    private static readonly AntiforgeryTokenSet None = new(requestToken: null, cookieToken: null, formFieldName: "none", headerName: null);

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => None;

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => None;

    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => Task.FromResult(false);

    public Task ValidateRequestAsync(HttpContext httpContext) =>
        Task.FromException(new AntiforgeryValidationException("No tokens are issued."));

    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
        // no tokens
    }
}
