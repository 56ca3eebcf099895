namespace RetailGrains.WebConsole.SignIn;

/// <summary>The paths of signing in.</summary>
internal static class SignInPaths
{
    public const string Page = "/sign-in";
    public const string Link = "/sign-in/link";
    public const string External = "/sign-in/organisation";
    public const string Callback = "/sign-in/callback";
    public const string Start = "/session";
    public const string End = "/session/end";

    /// <summary>The sign-in page, which afterwards continues with the page that was requested.</summary>
    public static string PageFor(HttpRequest request)
    {
        string target = request.Path.Value + request.QueryString.Value;
        return HttpMethods.IsGet(request.Method) && target != "/" ? With(Page, target) : Page;
    }

    /// <summary>The path, and the page that follows it if that is one of this host.</summary>
    public static string With(string path, string? then) => IsLocal(then) ? $"{path}?then={Uri.EscapeDataString(then!)}" : path;

    /// <summary>
    /// A path of this host, as browsers send it: anything else could send a user to another site, or cannot be in a header.
    /// </summary>
    public static bool IsLocal(string? target) =>
        target is ['/', ..] && target is not ['/', '/' or '\\', ..] && target.All(letter => letter is > ' ' and <= '~');
}
