using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Projections;

/// <summary>The generations of the projections, and the deletion of dropped ones.</summary>
internal static class SqliteGenerations
{
    private const int RowsAtATime = 5_000;

    private static readonly (string Table, string Key)[] Tables =
    [
        .. Enum.GetValues<EntityKind>().Select(kind => (SqliteEntityRows.Table(kind), "generation, id")),
        .. Enum.GetValues<EntityKind>().Select(kind => (SqliteEntityRows.DayTable(kind), "generation, id, day")),
        ("partition_share_day", "generation, partition, day"),
        ("partition_share", "generation, partition"),
    ];

    public static int Served(SqliteSession session) =>
        (int)session.Number("SELECT coalesce(max(generation), 0) FROM projection_generation WHERE state = 'served'");

    /// <summary>Returns whether a generation is served or under construction.</summary>
    public static bool IsLive(SqliteSession session, int generation) =>
        session.Number("SELECT count(*) FROM projection_generation WHERE generation = $g", ("$g", generation)) == 1;

    /// <summary>Drops the generation under construction, and creates another.</summary>
    public static int Begin(SqliteSession session)
    {
        session.Execute("DELETE FROM projection_generation WHERE state = 'building'");
        session.Execute("INSERT INTO projection_generation (state) VALUES ('building')");
        return (int)session.Number("SELECT generation FROM projection_generation WHERE state = 'building'");
    }

    /// <summary>Serves the generation under construction.</summary>
    public static void Serve(SqliteSession session, int generation)
    {
        long building = session.Number(
            "SELECT count(*) FROM projection_generation WHERE generation = $g AND state = 'building'", ("$g", generation));
        if (building == 0) throw new InvalidOperationException($"Generation {generation} is not under construction.");
        session.Execute("DELETE FROM projection_generation WHERE state = 'served'");
        session.Execute("UPDATE projection_generation SET state = 'served' WHERE generation = $g", ("$g", generation));
    }

    /// <summary>
    /// Deletes the rows of dropped generations. It works in parts, so that no ledger commit waits long behind it. The next sweep deletes
    /// what a crash leaves, and no process reads it until then.
    /// </summary>
    public static async Task SweepAsync(SqliteFile file, CancellationToken cancel)
    {
        foreach ((string table, string key) in Tables)
        {
            string sql = $"""
                DELETE FROM {table} WHERE ({key}) IN (
                    SELECT {key} FROM {table} WHERE generation NOT IN (SELECT generation FROM projection_generation) LIMIT {RowsAtATime})
                """;
            while (await file.WriteAsync(session => session.Execute(sql), cancel).ConfigureAwait(false) == RowsAtATime)
            {
            }
        }
    }
}
