using System.Text.Encodings.Web;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>
/// A page that loads another one. After a redirect, a browser that comes from another site would not send cookies with
/// <c>SameSite=Strict</c>, such as the new session's. A form cannot be redirected to another site, as the content security policy demands.
/// </summary>
internal static class ContinuePage
{
    /// <param name="url">A path of this host, or a page of the external issuer.</param>
    public static IResult To(string url)
    {
        string target = HtmlEncoder.Default.Encode(url);
        return Results.Text(
            $"""
            <!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={target}">
            <title>RetailGrains</title>
            <a href="{target}">Continue</a></html>
            """,
            "text/html");
    }
}
