using RetailGrains.Ledger.Migrations;

namespace RetailGrains.Tests.Unit.Migrations;

public sealed class SchemaHistoryTests
{
    private static readonly SchemaFile[] Files =
        [new("001_a.sql", "CREATE TABLE a (id int);\n"), new("002_b.sql", "CREATE TABLE b (id int);\n")];

    [Fact]
    public void Files_that_were_not_applied_are_pending_in_their_order() =>
        Assert.Equal(Files, SchemaHistory.Pending([], Files));

    [Fact]
    public void A_file_that_was_applied_unchanged_or_before_there_were_checksums_is_done() =>
        Assert.Empty(SchemaHistory.Pending([new("001_a.sql", Files[0].Checksum), new("002_b.sql", null)], Files));

    [Fact]
    public void A_file_that_was_changed_after_it_was_applied_is_refused_by_name()
    {
        AppliedFile[] applied = [new("001_a.sql", Files[0].Checksum), new("002_b.sql", Files[0].Checksum)];
        Assert.StartsWith(
            "This program's 002_b.sql is not", Assert.Throws<SchemaChangedException>(() => SchemaHistory.Pending(applied, Files)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_this_program_does_not_have_is_refused_by_name() => Assert.Contains(
        "003_c.sql", Assert.Throws<SchemaNewerException>(() => SchemaHistory.Pending([new("003_c.sql", null)], Files)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("CREATE TABLE a (id int);\r\n", true)]
    [InlineData("CREATE TABLE a (id bigint);\n", false)]
    [InlineData("CREATE TABLE a (id int);\n ", false)]
    public void The_checksum_depends_on_everything_but_line_endings(string sql, bool same) =>
        Assert.Equal(same, new SchemaFile("001_a.sql", sql).Checksum == Files[0].Checksum);
}
