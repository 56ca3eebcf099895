using System.Text.RegularExpressions;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>
/// Hides secrets and personal data in the text of log events: passwords of URLs and connection strings, tokens, and the keys of the grains
/// of customers and accounts, which Orleans' messages contain. Pure.
/// </summary>
internal static class LogRedaction
{
    private const string Hidden = "***";

    // The text may be long and come from outside: the time must not depend on more than its length.
    private const RegexOptions Linear = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>The password in a URL, up to the last @ of the word.</summary>
    private static readonly Regex UserInfo = new(@"([a-z][a-z0-9+.\-]*://[^\s:/@]*:)[^\s]*@", Linear);

    /// <summary>Pairs of connection strings, of URLs' queries and forms, and of JSON.</summary>
    private static readonly Regex Secrets = new(
        """((?:password|pwd|passphrase|secret|access_token|refresh_token|api_?key)"?\s*(?:=|":|":\s)\s*)"""
        + """(?:"[^"]*"|'[^']*'|[^\s;&,"'}]+)""",
        Linear);

    /// <summary>Values of an Authorization header.</summary>
    private static readonly Regex Credentials = new(@"\b(Bearer|Basic)\s+[a-z0-9\-._~+/]{8,}=*", Linear);

    /// <summary>JSON Web Tokens.</summary>
    private static readonly Regex Tokens = new(@"eyJ[a-z0-9_\-]+\.[a-z0-9_\-]+\.[a-z0-9_\-]*", Linear);

    private const string Type = @"\b((?:customer|subject|signinguard)/)";

    /// <summary>Grain ids in the names of activations: type/key@activation. A key may have any characters.</summary>
    private static readonly Regex Activations = new(Type + @"[^\[\]]*?(@[0-9a-f]{32})", Linear);

    /// <summary>Grain ids at the end of brackets.</summary>
    private static readonly Regex Targets = new(Type + @"[^\[\]*][^\[\]]*\]", Linear);

    /// <summary>Grain ids elsewhere.</summary>
    private static readonly Regex GrainKeys = new(Type + @"[^\s*\]})][^\s\]})]*", Linear);

    /// <summary>Returns the text with <c>***</c> instead of what must not be in a log.</summary>
    public static string Redact(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal)) text = UserInfo.Replace(text, $"$1{Hidden}@");
        text = Secrets.Replace(text, $"$1{Hidden}");
        text = Credentials.Replace(text, $"$1 {Hidden}");
        if (text.Contains("eyJ", StringComparison.Ordinal)) text = Tokens.Replace(text, Hidden);
        if (!text.Contains('/', StringComparison.Ordinal)) return text;
        text = Activations.Replace(text, $"$1{Hidden}$2");
        text = Targets.Replace(text, $"$1{Hidden}]");
        return GrainKeys.Replace(text, $"$1{Hidden}");
    }
}
