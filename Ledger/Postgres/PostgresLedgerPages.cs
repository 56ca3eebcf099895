using System.Runtime.CompilerServices;
using Npgsql;

namespace RetailGrains.Ledger.Postgres;

/// <summary>Reads a part of a partition in pages, because a single query would keep a snapshot open for the whole read.</summary>
internal static class PostgresLedgerPages
{
    private const int PageSize = 2_000;

    /// <param name="source">The connections.</param>
    /// <param name="select">A selection from the ledger whose second column is the sequence.</param>
    /// <param name="range">The entries.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="timeout">Seconds that each query may take; 0 for no limit, null for the limit of the connection.</param>
    /// <param name="cancel">Cancels.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        NpgsqlDataSource source,
        string select,
        SequenceRange range,
        Func<NpgsqlDataReader, T> read,
        int? timeout,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        long after = range.After;
        int rows;
        do
        {
            await using NpgsqlCommand command = source.CreateCommand(
                $"{select} WHERE partition = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4");
            if (timeout is { } seconds) command.CommandTimeout = seconds;
            command.Parameters.AddInteger(range.Partition);
            command.Parameters.AddBigint(after);
            command.Parameters.AddBigint(range.UpTo);
            command.Parameters.AddInteger(PageSize);
            rows = 0;
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                after = reader.GetInt64(1);
                rows++;
                yield return read(reader);
            }
        }
        while (rows == PageSize);
    }
}
