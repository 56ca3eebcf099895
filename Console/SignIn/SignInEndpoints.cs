using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>Starts and ends sessions.</summary>
internal static class SignInEndpoints
{
    private const string UsedLink = "This link has been used or has expired. Restart the API to get a new one, or sign in.";

    public static void MapSignIn(this IEndpointRouteBuilder console)
    {
        console.MapPost(SignInPaths.Start, StartAsync).NeedsNoSession();
        console.MapPost(SignInPaths.End, EndAsync).NeedsNoSession();
        console.MapGet(SignInPaths.Link, FollowLink).NeedsNoSession();
        console.MapExternalSignIn();
    }

    private static async Task<IResult> StartAsync(
        HttpContext http, RetailApi api, SessionCookies cookies, TimeProvider time, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string? then = form["then"];
        try
        {
            var request = new TokenRequest
            {
                Grant_type = "password",
                Username = form["username"].ToString(),
                Password = form["password"].ToString(),
                Scope = "offline_access",
            };
            Token token = (await api.PostTokenAsync(request, cancel)).Result;
            cookies.Start(http.Response, IssuedSession.Of(token, time.GetUtcNow(), time.GetUtcNow()));
            return Results.LocalRedirect(SignInPaths.IsLocal(then) ? then! : "/");
        }
        catch (Exception e) when (Failure.Is(e))
        {
            Flash.Set(http.Response, isProblem: true, Message(Failure.Of(e)));
            return Results.LocalRedirect(SignInPaths.With(SignInPaths.Page, then));
        }
    }

    /// <summary>Ends the session, and the one at the issuer that signed the user in.</summary>
    private static async Task<IResult> EndAsync(
        HttpContext http, SessionCookies cookies, ExternalSignOut signOut, CancellationToken cancel)
    {
        string? page = await signOut.PageForAsync(http, cancel);
        cookies.Delete(http.Response);
        return page is null ? Results.LocalRedirect(SignInPaths.Page) : ContinuePage.To(page);
    }

    private static IResult FollowLink(string? code, HttpContext http, SignInLink link, SessionCookies cookies, TimeProvider time)
    {
        if (code is null || link.Redeem(code) is not { } issued)
        {
            Flash.Set(http.Response, isProblem: true, UsedLink);
            return Results.LocalRedirect(SignInPaths.Page);
        }

        cookies.Start(http.Response, new SessionTokens(issued.Token, time.GetUtcNow() + issued.Lifetime, Renewal: null));
        return ContinuePage.To("/");
    }

    private static string Message(Failure failure) => failure.Kind switch
    {
        FailureKind.SignedOut or FailureKind.Invalid => "The account or the password is wrong.",
        FailureKind.Busy => "Too many attempts. Wait a moment, then try again.",
        _ => failure.Message,
    };
}
