using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Projections;

/// <summary>The rows of a partition's checkpoint and its share of the chain.</summary>
internal static class SqliteShareRows
{
    private static readonly string Upsert = $"""
        INSERT OR REPLACE INTO partition_share
            (generation, partition, checkpoint, {SqliteTotals.Columns}, {SqliteTotals.GuestColumns})
        VALUES ($g, $partition, $checkpoint, {SqliteTotals.Parameters}, {SqliteTotals.GuestParameters})
        """;

    private static readonly string UpsertDay = $"""
        INSERT OR REPLACE INTO partition_share_day (generation, partition, day, {SqliteTotals.Columns})
        VALUES ($g, $partition, $day, {SqliteTotals.Parameters})
        """;

    public static long Checkpoint(SqliteSession session, int generation, int partition) => session.Number(
        "SELECT coalesce(max(checkpoint), 0) FROM partition_share WHERE generation = $g AND partition = $partition",
        ("$g", generation),
        ("$partition", partition));

    public static SavedShare Load(SqliteSession session, int generation, int partition)
    {
        List<DayTotals> days = session.Query(
            $"""
            SELECT day, {SqliteTotals.Columns} FROM partition_share_day
            WHERE generation = $g AND partition = $partition ORDER BY day
            """,
            row => new DayTotals(SqliteValues.Day(row, 0), SqliteTotals.Read(row, 1)),
            ("$g", generation),
            ("$partition", partition));
        return session.Query(
            $"""
            SELECT checkpoint, {SqliteTotals.Columns}, {SqliteTotals.GuestColumns} FROM partition_share
            WHERE generation = $g AND partition = $partition
            """,
            row => new SavedShare(
                partition, row.GetInt64(0), SqliteTotals.Read(row, 1), SqliteTotals.Read(row, 1 + SqliteTotals.Width), days),
            ("$g", generation),
            // Days without this row are overwritten.
            ("$partition", partition)).SingleOrDefault() ?? new SavedShare(partition, 0, default, default, []);
    }

    /// <summary>
    /// Returns the currencies of the served shares, by code; null is the unknown one. A currency with nothing but zeros is left out.
    /// </summary>
    public static List<string?> Currencies(SqliteSession session) =>
    [
        .. Totals.OfParts(session.Query(
                $"""
                SELECT {SqliteTotals.Columns} FROM partition_share
                WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')
                """,
                row => SqliteTotals.Read(row, 0)))
            .ByCurrency().Where(part => !part.IsZero).Select(part => part.Currency),
    ];

    public static void Save(SqliteSession session, int generation, SavedShare share)
    {
        (string, object?) g = ("$g", generation), partition = ("$partition", share.Partition);
        session.Execute(
            Upsert,
            [.. SqliteTotals.Values(share.Totals, g, partition, ("$checkpoint", share.Checkpoint)),
                .. SqliteTotals.GuestValues(share.Guest)]);
        foreach (DayTotals day in share.Days)
            session.Execute(UpsertDay, SqliteTotals.Values(day.Totals, g, partition, ("$day", SqliteValues.Text(day.Day))));
    }
}
