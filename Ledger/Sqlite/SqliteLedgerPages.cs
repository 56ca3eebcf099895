using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>
/// Reads a part of a partition in pages, because a slow reader must hold neither a connection nor an old snapshot. A page is in memory as a
/// whole.
/// </summary>
internal static class SqliteLedgerPages
{
    /// <param name="file">The file.</param>
    /// <param name="select">A selection from the ledger, as <c>l</c>, whose second column is the sequence.</param>
    /// <param name="range">The entries.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="pageSize">Maximum number of rows in memory.</param>
    /// <param name="cancel">Cancels.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        SqliteFile file,
        string select,
        SequenceRange range,
        Func<SqliteDataReader, T> read,
        int pageSize,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        string sql =
            $"""
            {select} WHERE l.partition = $partition AND l.sequence > $after AND l.sequence <= $up_to
            ORDER BY l.sequence LIMIT {pageSize}
            """;
        long last = range.After;
        while (last < range.UpTo)
        {
            long after = last;
            List<(long Sequence, T Row)> page = await file.ReadAsync(
                session => session.Query(
                    sql,
                    row => (row.GetInt64(1), read(row)),
                    ("$partition", range.Partition),
                    ("$after", after),
                    ("$up_to", range.UpTo)),
                cancel).ConfigureAwait(false);
            foreach ((_, T row) in page) yield return row;
            if (page.Count < pageSize) break;
            last = page[^1].Sequence;
        }
    }
}
