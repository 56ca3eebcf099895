using System.Text.RegularExpressions;

namespace RetailGrains.Ledger.Schema;

/// <summary>
/// Finds in the schema files what a table or view of the projections was made by. They hold nothing but figures that the ledger gives, so
/// one that was dropped is made anew and filled by a rebuild.
/// </summary>
internal static partial class SchemaStatements
{
    /// <summary>Where the projections are made; what later files say of the same tables is applied too.</summary>
    private const string ProjectionsFile = "002_projections.sql";

    /// <summary>The names of the projections' tables and views, in the order in which they were made.</summary>
    public static IReadOnlyList<string> ProjectionNames(IReadOnlyList<SchemaFile> files) =>
        [.. Split(files.Single(file => file.Name == ProjectionsFile).Sql).Select(NameOf).OfType<string>()];

    /// <summary>The statements that make one table or view as it is after all files: its own, and its indexes, additions and first rows.</summary>
    /// <param name="files">In the order of their numbers.</param>
    /// <param name="name">Of the table or view.</param>
    public static IEnumerable<string> Of(IReadOnlyList<SchemaFile> files, string name)
    {
        var concerns = new Regex($@"\A(CREATE (OR REPLACE )?(TABLE|VIEW) {name}\b|ALTER TABLE (ONLY )?{name}\b|INSERT INTO {name}\b"
            + $@"|CREATE (UNIQUE )?INDEX \w+\s+ON {name}\b|COMMENT ON (TABLE|COLUMN|VIEW) {name}\b)");
        return files.SelectMany(file => Split(file.Sql)).Where(statement => concerns.IsMatch(statement));
    }

    /// <summary>Statements without the comments before them. A function's body counts as one with what follows it, and matches nothing.</summary>
    private static IEnumerable<string> Split(string sql) =>
        StatementEnd().Split(sql).Select(statement => LeadingComments().Replace(statement, "").Trim()).Where(statement => statement.Length > 0);

    private static string? NameOf(string statement) => Made().Match(statement) is { Success: true } made ? made.Groups["name"].Value : null;

    [GeneratedRegex(@";[ \t]*(?:--[^\n]*)?(?:\n|\z)")]
    private static partial Regex StatementEnd();

    [GeneratedRegex(@"\A(\s*--[^\n]*(\n|\z))+")]
    private static partial Regex LeadingComments();

    [GeneratedRegex(@"\ACREATE (TABLE|VIEW) (?<name>\w+)")]
    private static partial Regex Made();
}
