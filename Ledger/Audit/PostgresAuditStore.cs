using Npgsql;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Audit;

internal sealed class PostgresAuditStore(NpgsqlDataSource source, NpgsqlDataSource reads) : IAuditStore
{
    /// <summary>The first row of a month without a table partition creates that partition, and the next month's.</summary>
    public async Task<long> AppendAsync(NewAuditEntry entry, CancellationToken cancel)
    {
        try
        {
            return await InsertAsync(entry, cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.CheckViolation && missing.ConstraintName is null)
        {
            await using NpgsqlCommand months = source.CreateCommand("SELECT audit_add_months($1)");
            months.Parameters.AddTimestamp(entry.At);
            await months.ExecuteNonQueryAsync(cancel);
            return await InsertAsync(entry, cancel);
        }
    }

    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancel)
    {
        await using NpgsqlCommand command = reads.CreateCommand(
            """
            SELECT id, at, actor, address, action, target, outcome, status, detail, begun FROM audit
            WHERE ($1 IS NULL OR actor = $1) AND ($2 IS NULL OR action = $2) AND ($3 IS NULL OR target = $3)
                AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5) AND ($6 IS NULL OR id < $6)
            ORDER BY id DESC LIMIT $7
            """);
        command.Parameters.AddText(query.Actor);
        command.Parameters.AddText(query.Action);
        command.Parameters.AddText(query.Target);
        command.Parameters.AddTimestamp(query.From?.UtcDateTime);
        command.Parameters.AddTimestamp(query.To?.UtcDateTime);
        command.Parameters.AddBigint(query.Before);
        command.Parameters.AddInteger(query.Limit);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        List<AuditEntry> entries = [];
        while (await row.ReadAsync(cancel)) entries.Add(Read(row));
        return entries;
    }

    private async Task<long> InsertAsync(NewAuditEntry entry, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO audit (at, actor, address, action, target, outcome, status, detail, begun)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
            """);
        command.Parameters.AddTimestamp(entry.At);
        command.Parameters.AddText(entry.Actor);
        command.Parameters.AddText(entry.Address);
        command.Parameters.AddText(entry.Action);
        command.Parameters.AddText(entry.Target);
        command.Parameters.AddText(AuditOutcomes.NameOf(entry.Outcome));
        command.Parameters.AddInteger(entry.Status);
        command.Parameters.AddText(entry.Detail);
        command.Parameters.AddBigint(entry.Begun);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static AuditEntry Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new NewAuditEntry(
            row.GetDateTime(1),
            row.GetString(2),
            row.TextOrNull(3),
            row.GetString(4),
            row.GetString(5),
            AuditOutcomes.Parse(row.GetString(6)),
            row.IsDBNull(7) ? null : row.GetInt32(7),
            row.TextOrNull(8),
            row.IsDBNull(9) ? null : row.GetInt64(9)));
}
