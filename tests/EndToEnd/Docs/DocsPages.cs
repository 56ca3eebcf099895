using System.Text.RegularExpressions;

namespace RetailGrains.Tests.EndToEnd.Docs;

/// <summary>A fenced block of a page without a language, or in a shell's.</summary>
internal sealed record CommandBlock(string Page, string Text)
{
    public string FirstLine => Text.Split('\n')[0].Trim();

    public override string ToString() => $"{Page}: {FirstLine}";
}

/// <summary>A fenced block in a programming language.</summary>
internal sealed record ExampleCode(string Page, string Language, string Text);

/// <summary>A path that a page shows, with its method where it is given.</summary>
internal sealed record ShownPath(string Page, string? Method, string Path, string Query)
{
    public override string ToString() => $"{Page}: {Method} {Path}{Query}";
}

/// <summary>Fields that a runbook's filter (jq) expects in an answer.</summary>
internal sealed record AnswerFilter(string Page, string Path, IReadOnlyList<string> Fields);

/// <summary>What README.md and docs/ show.</summary>
internal static partial class DocsPages
{
    private static readonly string[] Shells = ["", "sh", "bash", "console"];

    private static IEnumerable<(string Name, string Text)> All => new[] { "README.md" }
        .Concat(Directory.GetFiles(Path.Combine(BuiltAssembly.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(BuiltAssembly.Root, file)).Order(StringComparer.Ordinal))
        .Select(name => (name, File.ReadAllText(Path.Combine(BuiltAssembly.Root, name))));

    public static IReadOnlyList<CommandBlock> CommandBlocks =>
    [
        .. All.SelectMany(page => Fenced().Matches(page.Text)
            .Where(match => Shells.Contains(match.Groups["language"].Value))
            .Select(match => new CommandBlock(page.Name, match.Groups["text"].Value.Trim()))),
    ];

    public static IReadOnlyList<ExampleCode> Examples =>
    [
        .. All.SelectMany(page => Fenced().Matches(page.Text)
            .Where(match => match.Groups["language"].Value is "python" or "javascript" or "csharp")
            .Select(match => new ExampleCode(page.Name, match.Groups["language"].Value, match.Groups["text"].Value))),
    ];

    public static IReadOnlyList<ShownPath> Paths =>
    [
        .. All.SelectMany(page => InlinePath().Matches(Fenced().Replace(page.Text, "")).Concat(LocalUrl().Matches(page.Text))
            .Select(match => new ShownPath(
                page.Name,
                match.Groups["method"] is { Success: true } method ? method.Value : null,
                match.Groups["path"].Value,
                match.Groups["query"].Value)))
            .Distinct(),
    ];

    public static IReadOnlyList<AnswerFilter> Filters =>
    [
        .. All.SelectMany(page => Filter().Matches(page.Text)
            .Select(match => new AnswerFilter(
                page.Name, match.Groups["path"].Value, [.. Field().Matches(match.Groups["filter"].Value).Select(name => name.Value)]))),
    ];

    [GeneratedRegex("https://API_HOST(?<path>/api/v1/[a-z/-]+)[^|\\n]*\\| jq (-r )?\"(?<filter>[^\"]+)\"")]
    private static partial Regex Filter();

    /// <summary>A name after a dot, or in the braces that make an object.</summary>
    [GeneratedRegex(@"(?<=[.{,]\s*)[a-zA-Z]+")]
    private static partial Regex Field();

    [GeneratedRegex("^ *```(?<language>\\w*)\\n(?<text>.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    /// <summary>A path alone in inline code, optionally after a method.</summary>
    [GeneratedRegex("`(?:(?<method>GET|POST|PUT|DELETE|HEAD) )?(?<path>/[A-Za-z][^\\s`?]*)(?<query>\\?[^\\s`]*)?`")]
    private static partial Regex InlinePath();

    [GeneratedRegex("localhost:8000(?<path>/[^\\s`'\"?]*)(?<query>\\?[^\\s`'\"]*)?")]
    private static partial Regex LocalUrl();
}
