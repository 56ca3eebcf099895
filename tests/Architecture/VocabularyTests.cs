using System.Text.RegularExpressions;

namespace RetailGrains.Tests.Architecture;

/// <summary>
/// Keeps the avoided words that CONTEXT.md sets in <c>code font</c> out of identifiers and docs. Its other avoided words are not checked,
/// because they have ordinary meanings elsewhere.
/// </summary>
public sealed partial class VocabularyTests
{
    private static readonly string[] Exempt = ["CONTEXT.md", "CHANGELOG.md"];

    private static readonly HashSet<string> Avoided = Words();

    [Fact]
    public void The_vocabulary_lists_words_to_avoid() => Assert.Contains("parcel", Avoided);

    [Fact]
    public void Identifiers_use_the_words_of_the_vocabulary() => Repository.AssertNone(
        from path in Repository.Code
        where !path.StartsWith("tests/", StringComparison.Ordinal)
        from line in Repository.Lines(path).Index()
        from word in WordsOf(CodeOf(line.Item))
        where Avoided.Contains(word)
        select $"{path}({line.Index + 1}) uses \"{word}\", which CONTEXT.md lists as a word to avoid: {line.Item.Trim()}");

    [Fact]
    public void Docs_use_the_words_of_the_vocabulary() => Repository.AssertNone(
        from path in Repository.Docs.Except(Exempt)
        from line in Repository.Lines(path).Index()
        from word in WordsOf(Code().Replace(line.Item, ""))
        where Avoided.Contains(word)
        select $"{path}({line.Index + 1}) uses \"{word}\", which CONTEXT.md lists as a word to avoid: {line.Item.Trim()}");

    /// <summary>The words in `code` in the last column of the tables.</summary>
    private static HashSet<string> Words() =>
    [
        .. Repository.Lines("CONTEXT.md")
            .Where(line => line.StartsWith('|'))
            .SelectMany(line => Code().Matches(line.TrimEnd('|', ' ').Split('|')[^1]))
            .Select(match => match.Value.Trim('`')),
    ];

    /// <summary>A line without comments and without the content of string literals.</summary>
    private static string CodeOf(string line) => Texts().Replace(Comment().Replace(line, ""), "\"\"");

    private static IEnumerable<string> WordsOf(string text) => Word().Matches(text).Select(match => match.Value.ToLowerInvariant());

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Texts();

    [GeneratedRegex("[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
