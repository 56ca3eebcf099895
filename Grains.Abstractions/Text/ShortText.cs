namespace RetailGrains.Text;

/// <summary>Shortens texts of callers for messages.</summary>
public static class ShortText
{
    /// <summary>
    /// Returns at most so many UTF-16 code units of a text, and no half of a surrogate pair at its end, which a database could not store.
    /// </summary>
    public static string Of(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= max) return text;
        return text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
    }
}
