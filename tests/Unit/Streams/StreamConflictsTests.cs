using RetailGrains.Ledger;
using RetailGrains.Streams;

namespace RetailGrains.Tests.Unit.Streams;

/// <summary>A dead letter's reason names the fields that differ, but not their values.</summary>
public sealed class StreamConflictsTests
{
    private const string Start = "transactionId is recorded with other content, at 3-7";

    private static readonly Position At = new(3, 7);

    [Theory]
    [InlineData(0, Start)]
    [InlineData(1, Start + ": lines[0].quantity differs")]
    [InlineData(3, Start + ": lines[0].quantity, lines[1].quantity, lines[2].quantity differ")]
    public void Every_field_is_named(int fields, string reason) => Assert.Equal(reason, StreamConflicts.ReasonOf(At, Differences(fields)));

    [Fact]
    public void The_first_twenty_fields_are_named_and_the_others_counted()
    {
        string reason = StreamConflicts.ReasonOf(At, Differences(23));
        Assert.EndsWith("lines[19].quantity and 3 more differ", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("lines[20]", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_value_is_quoted() =>
        Assert.DoesNotContain("secret", StreamConflicts.ReasonOf(At, Differences(2)), StringComparison.Ordinal);

    private static ContentDifference[] Differences(int count) =>
        [.. Enumerable.Range(0, count).Select(n => new ContentDifference(n, "quantity", DifferenceKind.Value, "secret", "secret"))];
}
