using System.Text.RegularExpressions;

namespace RetailGrains.Tests.Architecture;

/// <summary>A filter of a runbook that matches no log line would send an operator the wrong way at night.</summary>
public sealed partial class RunbookTests
{
    /// <summary>What Orleans writes, and the form of a line.</summary>
    private static readonly string[] WrittenElsewhere = ["suspect", "dead", "joined", "reminder", "\"level\":\"(error|critical)\""];

    private static readonly string[] Components =
        [.. Literal().Matches(Repository.Read("Ledger/Failures/Components.cs")).Select(literal => literal.Groups["text"].Value)];

    /// <summary>Of messages about a component, one for each component. The runbooks write PARTITION for a partition's number.</summary>
    private static readonly string[] Messages =
    [
        .. Repository.Code
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("bench/", StringComparison.Ordinal))
            .SelectMany(path => Declaration().Matches(Repository.Read(path)))
            .Select(declaration => string.Concat(Literal().Matches(declaration.Value).Select(literal => literal.Groups["text"].Value)))
            .Select(message => message.Replace("{Partition}", "PARTITION", StringComparison.Ordinal))
            .SelectMany(message => message.Contains("{Component}", StringComparison.Ordinal)
                ? Components.Select(name => message.Replace("{Component}", name, StringComparison.Ordinal))
                : [message]),
    ];

    [Fact]
    public void Filters_of_logs_match_messages_that_the_programs_log() => Repository.AssertNone(
        from path in Repository.Docs
        from line in Repository.Lines(path).Index()
        from filter in LogFilter().Matches(line.Item)
        let options = filter.Groups["options"].Value.Contains('i', StringComparison.Ordinal) ? RegexOptions.IgnoreCase : RegexOptions.None
        from wanted in AlternativesOf(filter.Groups["pattern"].Value.Trim('\''))
        where !WrittenElsewhere.Contains(wanted) && !Messages.Any(message => Regex.IsMatch(message, wanted, options))
        select $"{path}({line.Index + 1}) filters the log by \"{wanted}\", which is in no message");

    [Fact]
    public void Messages_are_found() => Assert.True(Messages.Length > 60, $"{Messages.Length}");

    /// <summary>Each alternative is there because a message has it.</summary>
    private static string[] AlternativesOf(string pattern) => WrittenElsewhere.Contains(pattern) ? [pattern] : pattern.Split('|');

    [GeneratedRegex(@" logs .*\| grep (-(?<options>[iE]+) )?(?<pattern>'[^']+'|\S+)")]
    private static partial Regex LogFilter();

    [GeneratedRegex(@"\[LoggerMessage\(.*?\)\]\s", RegexOptions.Singleline)]
    private static partial Regex Declaration();

    [GeneratedRegex("\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Literal();
}
