using System.Xml.Linq;

namespace RetailGrains.Tests.Architecture;

/// <summary>The graph of project references in docs/architecture.md matches the project files.</summary>
public sealed class ProjectGraphTests
{
    private const string Page = "docs/architecture.md";
    private const string Begin =
        "<!-- The graph is generated: RETAIL_WRITE_GRAPH=1 dotnet test tests/Architecture --filter ProjectGraph -->\n";
    private const string End = "<!-- End of the graph -->";

    [Fact]
    public void The_page_shows_the_actual_references()
    {
        string page = Repository.Read(Page);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"{Page} has no place for the graph: {Begin}...{End}");
        string current = page[..begin] + Begin + Graph() + page[end..];
        if (Environment.GetEnvironmentVariable("RETAIL_WRITE_GRAPH") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), current);
        else
            Assert.True(current == page, $"The graph in {Page} is stale; the comment there says how to write it. It should be:\n{Graph()}");
    }

    [Fact]
    public void References_form_no_cycle()
    {
        Dictionary<string, string[]> references = References();
        foreach (string project in references.Keys) Assert.DoesNotContain(project, Below(project, references));
    }

    /// <summary>Projects of the product and its tools. Arrows that other arrows imply are omitted to keep the graph readable.</summary>
    private static string Graph()
    {
        Dictionary<string, string[]> references = References();
        IEnumerable<string> arrows =
            from project in references.Keys.Order(StringComparer.Ordinal)
            from other in references[project].Order(StringComparer.Ordinal)
            where !references[project].Any(between => between != other && Below(between, references).Contains(other))
            select $"    {project} --> {other}\n";
        IEnumerable<string> alone = references.Keys
            .Where(project => references[project].Length == 0 && !references.Values.Any(others => others.Contains(project)))
            .Order(StringComparer.Ordinal)
            .Select(project => $"    {project}\n");
        return $"\n```mermaid\ngraph TD\n{string.Concat(arrows)}{string.Concat(alone)}```\n\n";
    }

    private static HashSet<string> Below(string project, Dictionary<string, string[]> references)
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(references[project]);
        while (open.TryDequeue(out string? next))
            if (below.Add(next)) foreach (string other in references[next]) open.Enqueue(other);
        return below;
    }

    private static Dictionary<string, string[]> References() => Repository.Projects
        .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("bench/", StringComparison.Ordinal))
        .ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => XDocument.Parse(Repository.Read(path)).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToArray(),
            StringComparer.Ordinal);
}
