using System.Buffers.Text;
using System.Text;

namespace RetailGrains.WebConsole.Shell;

/// <summary>The outcome of an action, which the next page shows once. In a link, another site could write it.</summary>
internal static class Flash
{
    private const string Cookie = "retail-flash";
    private const int MaxLength = 1_000;
    private static readonly CookieOptions Options = new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = TimeSpan.FromMinutes(1),
        IsEssential = true,
    };

    public static void Set(HttpResponse response, bool isProblem, string message)
    {
        string text = (isProblem ? "!" : "+") + (message.Length > MaxLength ? message[..MaxLength] : message);
        response.Cookies.Append(Cookie, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)), Options);
    }

    /// <summary>Returns the message and deletes it; null when there is none.</summary>
    public static (bool IsProblem, string Message)? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } cookie || !Base64Url.IsValid(cookie)) return null;
        if (!http.Response.HasStarted) http.Response.Cookies.Delete(Cookie, Options);
        string text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cookie));
        return text.Length < 2 ? null : (text[0] == '!', text[1..]);
    }
}
