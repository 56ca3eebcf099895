namespace RetailGrains.Silo.Doctor;

internal enum FindingLevel
{
    Ok,

    /// <summary>Safe only under the condition that the text names.</summary>
    Warn,

    /// <summary>Not safe.</summary>
    Fail,
}

/// <param name="Level">The severity.</param>
/// <param name="Check">The short name of the check.</param>
/// <param name="Text">The finding, without secrets, and the remedy.</param>
internal sealed record Finding(FindingLevel Level, string Check, string Text)
{
    public static Finding Ok(string check, string text) => new(FindingLevel.Ok, check, text);

    public static Finding Warn(string check, string text) => new(FindingLevel.Warn, check, text);

    public static Finding Fail(string check, string text) => new(FindingLevel.Fail, check, text);

    public override string ToString() => $"{Level.ToString().ToLowerInvariant(),-5} {Check,-12} {Text}";
}
