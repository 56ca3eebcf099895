using System.Text.RegularExpressions;

namespace RetailGrains.Text;

/// <summary>Hides passwords in the URLs and connection strings of databases, even in malformed ones.</summary>
public static partial class SecretText
{
    private const string Hidden = "***";

    /// <summary>Returns the text with <c>***</c> instead of passwords.</summary>
    public static string Redact(string text)
    {
        string shown = InUrl().Replace(text, $"$1{Hidden}@");
        return InPairs().Replace(shown, $"$1{Hidden}");
    }

    /// <summary>
    /// From the colon after the user to the last @, because a password that is not percent-encoded may hold any character.
    /// </summary>
    [GeneratedRegex(@"^((?:[A-Za-z][A-Za-z0-9+.\-]*://)?[^:/@]*:)(?!//).*@", RegexOptions.Singleline)]
    private static partial Regex InUrl();

    /// <summary>Matches pairs of a connection string or of a URL's query.</summary>
    [GeneratedRegex("((?:ssl)?[ _]?(?:password|pwd|passphrase)\\s*=\\s*)(?:'[^']*'|\"[^\"]*\"|[^;&,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex InPairs();
}
