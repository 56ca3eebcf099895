namespace RetailGrains.WebConsole.Shell;

/// <summary>Light or dark, as chosen, or as the reader's system has it. A script writes the cookie.</summary>
/// <param name="Choice">auto, light or dark.</param>
/// <param name="Shown">light or dark.</param>
internal sealed record Theme(string Choice, string Shown)
{
    public const string Cookie = "retail-theme";

    public static Theme Default { get; } = new("auto", "light");

    public static Theme Of(string? cookie) => cookie switch
    {
        "light" or "dark" => new Theme(cookie, cookie),
        "auto-dark" => new Theme("auto", "dark"),
        _ => Default,
    };
}
