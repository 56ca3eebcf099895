using System.Text.RegularExpressions;

namespace RetailGrains.Tests.Architecture;

/// <summary>Rules for source files that no analyzer checks.</summary>
public sealed partial class SourceTests
{
    private const int MaxLineLength = 140;
    private const int MaxLines = 450;

    /// <summary>The ledger's own store has the namespace of the project. Its folder only separates it from computed data.</summary>
    private const string LedgerItself = "Ledger/Sales/";

    [Fact]
    public void Lines_are_short_enough_to_read() => Repository.AssertNone(
        from path in Repository.Code
        from line in Repository.Lines(path).Index()
        where line.Item.Length > MaxLineLength && !IsData(line.Item)
        select $"{path}({line.Index + 1}) has {line.Item.Length} characters, above {MaxLineLength}");

    [Fact]
    public void Files_are_short_enough_to_read() => Repository.AssertNone(
        from path in Repository.Code
        let lines = Repository.Lines(path).Length
        where lines > MaxLines
        select $"{path} has {lines} lines, above {MaxLines}: split it by concept");

    /// <summary>A namespace is that of the project, or RetailGrains for code that several projects share, followed by the folder.</summary>
    [Fact]
    public void Namespaces_match_their_folders()
    {
        string[] projects = [.. Repository.Projects.Select(project => Path.GetDirectoryName(project)!.Replace('\\', '/'))];
        Repository.AssertNone(
            from path in Repository.Code
            where !path.StartsWith("samples/", StringComparison.Ordinal) && !path.StartsWith(LedgerItself, StringComparison.Ordinal)
            let found = NamespaceOf().Match(Repository.Read(path))
            where found.Success
            let project = projects.Where(one => path.StartsWith(one + "/", StringComparison.Ordinal)).MaxBy(one => one.Length)!
            let folder = Path.GetDirectoryName(path)!.Replace('\\', '/')[project.Length..].Replace('/', '.')
            let expected = new[] { RootOf(project) + folder, "RetailGrains" + folder }
            where !expected.Contains(found.Groups[1].Value)
                || (found.Groups[1].Value == expected[1] && project.StartsWith("tests/", StringComparison.Ordinal))
            select $"{path} has the namespace {found.Groups[1].Value}, not {expected[0]}");
    }

    [Fact]
    public void A_warning_is_only_suppressed_with_a_reason() => Repository.AssertNone(
        from path in Repository.Code
        let lines = Repository.Lines(path)
        from line in lines.Index()
        where line.Item.StartsWith("#pragma warning disable", StringComparison.Ordinal)
            || line.Item.TrimStart().StartsWith("[SuppressMessage(", StringComparison.Ordinal)
        let isAfterComment = line.Index > 0 && lines[line.Index - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)
        where !isAfterComment && !line.Item.Contains("//", StringComparison.Ordinal)
            && !line.Item.Contains("Justification", StringComparison.Ordinal)
        select $"{path}({line.Index + 1}) suppresses a warning without a reason: {line.Item.Trim()}");

    /// <summary>Whether the line is literal data that a line break would change.</summary>
    private static bool IsData(string line) =>
        line.Contains("\"\"\"", StringComparison.Ordinal) || line.TrimStart().StartsWith("{\"", StringComparison.Ordinal);

    /// <summary>
    /// <c>tests/Unit</c> is RetailGrains.Tests.Unit, <c>bench</c> RetailGrains.Bench, <c>tools/Producer</c> RetailGrains.Producer.
    /// </summary>
    private static string RootOf(string project)
    {
        string name = project.StartsWith("tools/", StringComparison.Ordinal) ? project["tools/".Length..] : project;
        // With a namespace RetailGrains.Console, Console would no longer mean System.Console in its sibling namespaces.
        if (name is "Console" or "tests/Console") name = name.Replace("Console", "WebConsole", StringComparison.Ordinal);
        return "RetailGrains." + string.Join('.', name.Split('/').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceOf();
}
