using Microsoft.Data.Sqlite;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Audit;

internal sealed class SqliteAuditStore(SqliteFile file) : IAuditStore
{
    public Task<long> AppendAsync(NewAuditEntry entry, CancellationToken cancel) => file.WriteAsync(
        session => session.Number(
            """
            INSERT INTO audit (at, actor, address, action, target, outcome, status, detail, begun)
            VALUES ($at, $actor, $address, $action, $target, $outcome, $status, $detail, $begun) RETURNING id
            """,
            ("$at", SqliteValues.Micros(entry.At)),
            ("$actor", entry.Actor),
            ("$address", entry.Address),
            ("$action", entry.Action),
            ("$target", entry.Target),
            ("$outcome", AuditOutcomes.NameOf(entry.Outcome)),
            ("$status", entry.Status),
            ("$detail", entry.Detail),
            ("$begun", entry.Begun)),
        cancel);

    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            """
            SELECT id, at, actor, address, action, target, outcome, status, detail, begun FROM audit
            WHERE ($actor IS NULL OR actor = $actor) AND ($action IS NULL OR action = $action) AND ($target IS NULL OR target = $target)
                AND ($from IS NULL OR at >= $from) AND ($to IS NULL OR at < $to) AND ($before IS NULL OR id < $before)
            ORDER BY id DESC LIMIT $limit
            """,
            Read,
            ("$actor", query.Actor),
            ("$action", query.Action),
            ("$target", query.Target),
            ("$from", SqliteValues.MicrosUp(query.From)),
            ("$to", SqliteValues.MicrosUp(query.To)),
            ("$before", query.Before),
            ("$limit", query.Limit)),
        cancel).ConfigureAwait(false);

    private static AuditEntry Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        new NewAuditEntry(
            SqliteValues.Time(row.GetInt64(1)),
            row.GetString(2),
            row.TextOrNull(3),
            row.GetString(4),
            row.GetString(5),
            AuditOutcomes.Parse(row.GetString(6)),
            row.IsDBNull(7) ? null : row.GetInt32(7),
            row.TextOrNull(8),
            row.IsDBNull(9) ? null : row.GetInt64(9)));
}
