using Npgsql;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Streams;

internal sealed class PostgresPublishedStore(NpgsqlDataSource source) : IPublishedStore
{
    public async Task<long?> ReadAsync(int partition, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT sequence FROM published WHERE partition = $1");
        command.Parameters.AddInteger(partition);
        return (long?)await command.ExecuteScalarAsync(cancel);
    }

    public async Task SaveAsync(int partition, long sequence, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO published (partition, sequence) VALUES ($1, $2)
            ON CONFLICT (partition) DO UPDATE SET sequence = greatest(published.sequence, excluded.sequence)
            """);
        command.Parameters.AddInteger(partition);
        command.Parameters.AddBigint(sequence);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
