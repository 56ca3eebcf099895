using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Shell;

/// <summary>Runs the action of a form, then returns to a page that shows the outcome.</summary>
internal static class FormAction
{
    /// <param name="http">The request.</param>
    /// <param name="form">Its form; the field <c>back</c> may name the page to return to.</param>
    /// <param name="otherwise">The page to return to without it.</param>
    /// <param name="action">Calls the API; returns the message after success.</param>
    public static async Task<IResult> RunAsync(HttpContext http, IFormCollection form, string otherwise, Func<Task<string>> action)
    {
        try
        {
            if (await action() is { Length: > 0 } done) Flash.Set(http.Response, isProblem: false, done);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Flash.Set(http.Response, isProblem: true, MessageOf(e));
        }

        string? back = form["back"];
        return Results.LocalRedirect(SignInPaths.IsLocal(back) ? back! : otherwise);
    }

    /// <summary>Whether the exception is a refused field or a failed request, and not a fault of the console.</summary>
    public static bool IsRefusal(Exception e) => e is FieldException || Failure.Is(e);

    /// <summary>Returns the message that the user sees when an action was refused.</summary>
    public static string MessageOf(Exception refusal) => refusal is FieldException ? refusal.Message : MessageOf(Failure.Of(refusal));

    private static string MessageOf(Failure failure) => failure.Kind switch
    {
        FailureKind.Unavailable => "The API did not answer, so the outcome is unknown. Check before you try again.",
        FailureKind.SignedOut => "Your session has ended. Nothing was changed.",
        FailureKind.Forbidden => "Your account has no role for this, or is bound to other stores. Nothing was changed.",
        FailureKind.NotFound => "Nothing has this id. Nothing was changed.",
        FailureKind.Busy => "Too many requests. Nothing was changed; wait a moment and try again.",
        _ => failure.Message,
    };
}
