using System.Text.RegularExpressions;

namespace RetailGrains.Ledger.Migrations;

/// <summary>
/// Finds the statements in the schema files that create a table or view of the projections. Projections hold only figures that can be
/// computed from the ledger, so a dropped one is created again and filled by a rebuild.
/// </summary>
internal static partial class SchemaStatements
{
    /// <summary>The file that creates the projections. Statements of later files about the same tables are applied too.</summary>
    private const string ProjectionsFile = "002_projections.sql";

    /// <summary>Returns the names of the projections' tables and views, in the order of their creation.</summary>
    public static IReadOnlyList<string> ProjectionNames(IReadOnlyList<SchemaFile> files) =>
        [.. Split(files.Single(file => file.Name == ProjectionsFile).Sql).Select(NameOf).OfType<string>()];

    /// <summary>
    /// Returns the statements that create one table or view in its current form: its creation, indexes, additions and first rows.
    /// </summary>
    /// <param name="files">In the order of their numbers.</param>
    /// <param name="name">The name of the table or view.</param>
    public static IEnumerable<string> Of(IReadOnlyList<SchemaFile> files, string name)
    {
        var concerns = new Regex($@"\A(CREATE (OR REPLACE )?(TABLE|VIEW) {name}\b|ALTER TABLE (ONLY )?{name}\b|INSERT INTO {name}\b"
            + $@"|DROP VIEW (IF EXISTS )?{name}\b"
            + $@"|CREATE (UNIQUE )?INDEX \w+\s+ON {name}\b|COMMENT ON (TABLE|COLUMN|VIEW) {name}\b)");
        return files.SelectMany(file => Split(file.Sql)).Where(statement => concerns.IsMatch(statement));
    }

    /// <summary>
    /// Returns the statements without the comments before them. A function's body is merged with the statement after it, and matches
    /// nothing.
    /// </summary>
    private static IEnumerable<string> Split(string sql) =>
        StatementEnd().Split(sql).Select(statement => LeadingComments().Replace(statement, "").Trim()).Where(
            statement => statement.Length > 0);

    private static string? NameOf(string statement) => Made().Match(statement) is { Success: true } made ? made.Groups["name"].Value : null;

    [GeneratedRegex(@";[ \t]*(?:--[^\n]*)?(?:\n|\z)")]
    private static partial Regex StatementEnd();

    [GeneratedRegex(@"\A(\s*--[^\n]*(\n|\z))+")]
    private static partial Regex LeadingComments();

    [GeneratedRegex(@"\ACREATE (TABLE|VIEW) (?<name>\w+)")]
    private static partial Regex Made();
}
