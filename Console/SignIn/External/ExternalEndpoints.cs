using Microsoft.Extensions.Options;
using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>Starts sessions with the tokens of the external issuer.</summary>
internal static class ExternalEndpoints
{
    public static void MapExternalSignIn(this IEndpointRouteBuilder console)
    {
        console.MapGet(SignInPaths.External, StartAsync).NeedsNoSession();
        console.MapGet(SignInPaths.Callback, FinishAsync).NeedsNoSession();
    }

    private static async Task<IResult> StartAsync(
        string? then, HttpContext http, ExternalIssuer issuer, ExternalCookie cookie, IOptions<ConsoleOptions> options,
        ILogger<ExternalIssuer> logger, CancellationToken cancel)
    {
        if (!issuer.IsConfigured) return Results.NotFound();
        try
        {
            var attempt = ExternalAttempt.Create(then);
            string page = await issuer.PageForAsync(attempt, CallbackOf(http.Request, options.Value), cancel);
            cookie.Write(http.Response, attempt);
            return Results.Redirect(page);
        }
        catch (ExternalFailure failure)
        {
            return Refuse(http, failure, options.Value, logger, then);
        }
    }

    private static async Task<IResult> FinishAsync(
        HttpContext http, ExternalIssuer issuer, ExternalCookie cookie, SessionCookies cookies, PlatformConnection platform,
        IOptions<ConsoleOptions> options, TimeProvider time, ILogger<ExternalIssuer> logger, CancellationToken cancel)
    {
        if (!issuer.IsConfigured) return Results.NotFound();
        ExternalAttempt? attempt = cookie.Take(http);
        try
        {
            var answer = ExternalAnswer.Of(http.Request.Query);
            string code = answer.CodeFor(attempt);
            ExternalTokens tokens = await issuer.RedeemAsync(
                attempt!, code, answer.Issuer, CallbackOf(http.Request, options.Value), cancel);
            DateTimeOffset now = time.GetUtcNow();
            SessionTokens session = IssuedSession.Of(tokens, signedInAt: now, options.Value, now);
            await AskApiAsync(platform.ConnectWith(http, session.Access), cancel);
            cookies.Start(http.Response, session, tokens.IdToken, now + options.Value.SessionMax);
            return ContinuePage.To(attempt!.Then is { Length: > 0 } then ? then : "/");
        }
        catch (ExternalFailure failure)
        {
            return Refuse(http, failure, options.Value, logger, attempt?.Then);
        }
    }

    /// <summary>
    /// If the API refused the token, the first page would redirect to the sign-in page without a reason. Any request reveals the refusal
    /// earlier. A user without the role for this request receives 403, which is ignored.
    /// </summary>
    private static async Task AskApiAsync(RetailApi api, CancellationToken cancel)
    {
        try
        {
            await api.GetReconciliationAsync(cancel);
        }
        catch (ApiException answer) when (answer.StatusCode == StatusCodes.Status401Unauthorized)
        {
            throw ExternalFailure.NotAccepted(
                "the API refused the access token: Access:Outside:Authority and :Audience must be its issuer and audience");
        }
        catch (Exception e) when (Failure.Is(e) && !cancel.IsCancellationRequested)
        {
            // The session's pages report an unavailable API, and recover.
        }
    }

    /// <summary>The URL that the issuer must have registered.</summary>
    private static string CallbackOf(HttpRequest request, ConsoleOptions options) => options.OriginOf(request) + SignInPaths.Callback;

    private static IResult Refuse(
        HttpContext http, ExternalFailure failure, ConsoleOptions options, ILogger<ExternalIssuer> logger, string? then)
    {
        ExternalLog.LogFailed(logger, options.Issuer!.Authority.AbsoluteUri, failure.Reason);
        Flash.Set(http.Response, isProblem: true, failure.Message);
        return ContinuePage.To(SignInPaths.With(SignInPaths.Page, then));
    }
}
