using System.Text.RegularExpressions;

namespace RetailGrains.Ledger.Schema;

/// <summary>Addresses of databases as they may be shown: without their passwords, also where they are malformed.</summary>
public static partial class SecretText
{
    private const string Hidden = "***";

    /// <summary>The text with <c>***</c> in place of passwords.</summary>
    public static string Redact(string text)
    {
        string shown = InUrl().Replace(text, $"$1{Hidden}@");
        return InPairs().Replace(shown, $"$1{Hidden}");
    }

    /// <summary>From the colon after the user to the last @: a password that was not percent-encoded may hold anything.</summary>
    [GeneratedRegex(@"^((?:[A-Za-z][A-Za-z0-9+.\-]*://)?[^:/@]*:)(?!//).*@", RegexOptions.Singleline)]
    private static partial Regex InUrl();

    /// <summary>Pairs of a connection string or of a URL's query.</summary>
    [GeneratedRegex("((?:ssl)?[ _]?(?:password|pwd|passphrase)\\s*=\\s*)(?:'[^']*'|\"[^\"]*\"|[^;&,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex InPairs();
}
