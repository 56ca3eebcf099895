namespace RetailGrains.Silo.Doctor;

internal enum FindingLevel
{
    Ok,

    /// <summary>Safe only under a condition that the text names.</summary>
    Warn,

    /// <summary>Not safe.</summary>
    Fail,
}

/// <param name="Level">How it is.</param>
/// <param name="Check">Short name of what was checked.</param>
/// <param name="Text">What was found, without secrets, and the cure.</param>
internal sealed record Finding(FindingLevel Level, string Check, string Text)
{
    public static Finding Ok(string check, string text) => new(FindingLevel.Ok, check, text);

    public static Finding Warn(string check, string text) => new(FindingLevel.Warn, check, text);

    public static Finding Fail(string check, string text) => new(FindingLevel.Fail, check, text);

    public override string ToString() => $"{Level.ToString().ToLowerInvariant(),-5} {Check,-12} {Text}";
}
