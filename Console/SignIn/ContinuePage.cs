using System.Text.Encodings.Web;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// A page that loads another one. After a redirect, a browser that comes from another site would not send cookies with
/// <c>SameSite=Strict</c>, such as the new session's.
/// </summary>
internal static class ContinuePage
{
    /// <param name="path">A path of this host.</param>
    public static IResult To(string path)
    {
        string target = HtmlEncoder.Default.Encode(path);
        return Results.Text(
            $"""
            <!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={target}">
            <title>Signing in</title>
            <a href="{target}">Continue</a></html>
            """,
            "text/html");
    }
}
