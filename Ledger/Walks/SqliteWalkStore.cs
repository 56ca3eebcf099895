using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Walks;

internal sealed class SqliteWalkStore(SqliteFile file) : IWalkStore
{
    /// <summary>
    /// All writes share the writer's thread, so a long walk is written in parts, and no ledger commit waits long behind it.
    /// </summary>
    private const int ChunksAtATime = 50;

    public async Task<WalkPart?> ReadAsync(Guid walk, int from, int count, DateTime now, CancellationToken cancel)
    {
        string id = Text(walk);
        ((int Size, DateTime UsedAt)? found, List<string[]> chunks) = await file.ReadAsync(
            session =>
            {
                List<(int, DateTime)> walks = session.Query(
                    "SELECT size, used_at FROM list_walk WHERE walk = $walk",
                    row => (row.GetInt32(0), SqliteValues.Time(row.GetInt64(1))),
                    ("$walk", id));
                List<string[]> ids = session.Query(
                    "SELECT ids FROM list_walk_ids WHERE walk = $walk AND chunk BETWEEN $first AND $last ORDER BY chunk",
                    row => SqliteValues.Array<string>(row, 0),
                    ("$walk", id),
                    ("$first", WalkChunks.First(from)),
                    ("$last", WalkChunks.Last(from, count)));
                return (walks is [var one] ? one : ((int, DateTime)?)null, ids);
            },
            cancel).ConfigureAwait(false);
        if (found is not { } walkRow) return null;
        if (now - walkRow.UsedAt > WalkChunks.MarkInterval)
        {
            await file.WriteAsync(
                session => session.Execute(
                    "UPDATE list_walk SET used_at = $now WHERE walk = $walk AND used_at < $now",
                    ("$now", SqliteValues.Micros(now)),
                    ("$walk", id)),
                cancel).ConfigureAwait(false);
        }

        return WalkChunks.Part(walkRow.Size, chunks, from, count);
    }

    public async Task WriteAsync(Guid walk, IReadOnlyList<string> ids, WalkBounds bounds, DateTime now, CancellationToken cancel)
    {
        string id = Text(walk);
        (int Number, string Ids)[] chunks = [.. WalkChunks.Of(ids).Select((chunk, number) => (number, SqliteValues.Array(chunk)))];
        foreach ((int Number, string Ids)[] some in chunks.Chunk(ChunksAtATime))
            await file.WriteAsync(session => Write(session, id, some), cancel).ConfigureAwait(false);
        // Written last, so that a walk exists only when it is complete.
        await file.WriteAsync(session => Begin(session, id, ids.Count, bounds, now), cancel).ConfigureAwait(false);
    }

    private static void Write(SqliteSession session, string walk, (int Number, string Ids)[] chunks)
    {
        // An existing walk is not changed. An unfinished one from a crash is written again.
        if (session.Number("SELECT count(*) FROM list_walk WHERE walk = $walk", ("$walk", walk)) == 1) return;
        foreach ((int number, string ids) in chunks)
        {
            session.Execute(
                "INSERT OR REPLACE INTO list_walk_ids (walk, chunk, ids) VALUES ($walk, $chunk, $ids)",
                ("$walk", walk),
                ("$chunk", number),
                ("$ids", ids));
        }
    }

    /// <summary>Deletes the walks that leave no room for another, least recently used first.</summary>
    private static void Begin(SqliteSession session, string walk, int size, WalkBounds bounds, DateTime now)
    {
        session.Execute(
            """
            DELETE FROM list_walk WHERE walk <> $walk AND (used_at < $unused OR walk IN (
                SELECT walk FROM (
                    SELECT walk, row_number() OVER latest AS number, sum(size) OVER latest AS ids FROM list_walk
                    WINDOW latest AS (ORDER BY used_at DESC, walk))
                WHERE number > $walks OR ids > $ids))
            """,
            ("$walk", walk),
            ("$unused", SqliteValues.Micros(now - bounds.Unused)),
            ("$walks", bounds.Walks - 1),
            ("$ids", bounds.Ids - size));
        session.Execute(
            "INSERT OR IGNORE INTO list_walk (walk, size, used_at) VALUES ($walk, $size, $now)",
            ("$walk", walk),
            ("$size", size),
            ("$now", SqliteValues.Micros(now)));
        session.Execute("DELETE FROM list_walk_ids WHERE walk NOT IN (SELECT walk FROM list_walk)");
    }

    private static string Text(Guid walk) => walk.ToString("N");
}
