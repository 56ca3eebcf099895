using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using RetailGrains.Imports;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Erasure;

internal sealed class SqliteErasureStore(SqliteFile file) : IErasureStore
{
    /// <summary>A transaction may have one mebibyte.</summary>
    private const int PageSize = 16;

    private const int IdsAtOnce = 10_000;

    public Task BeginAsync(ErasedCustomer customer, DateTime requestedAt, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO erasure (pseudonym, customer_id, requested_at, found) VALUES ($pseudonym, $id, $at,
                EXISTS (SELECT 1 FROM ledger WHERE customer_id = $id) OR EXISTS (SELECT 1 FROM customer_catalogue WHERE id = $id)
                OR EXISTS (SELECT 1 FROM audit WHERE target = $id AND action GLOB 'customer.*'))
            ON CONFLICT (pseudonym) DO UPDATE SET customer_id = excluded.customer_id, finished_at = NULL,
                found = max(found, excluded.found),
                phase = iif(finished_at IS NULL AND NOT EXISTS (SELECT 1 FROM ledger WHERE customer_id = $id), phase, 0),
                requested_at = iif(finished_at IS NULL, requested_at, excluded.requested_at)
            """,
            ("$pseudonym", customer.Pseudonym),
            ("$id", customer.Id),
            ("$at", SqliteValues.Micros(requestedAt))),
        cancel);

    public async Task<IReadOnlyList<PendingErasure>> PendingAsync(CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            "SELECT pseudonym, customer_id, requested_at FROM erasure WHERE finished_at IS NULL ORDER BY requested_at, pseudonym",
            row => new PendingErasure(row.GetString(0), row.TextOrNull(1), SqliteValues.Time(row.GetInt64(2)))),
        cancel).ConfigureAwait(false);

    public async Task<StoredErasure?> FindAsync(string pseudonym, CancellationToken cancel) => (await file.ReadAsync(
        session => session.Query(
            "SELECT requested_at, finished_at FROM erasure WHERE pseudonym = $pseudonym",
            row => new StoredErasure(SqliteValues.Time(row.GetInt64(0)), row.IsDBNull(1) ? null : SqliteValues.Time(row.GetInt64(1))),
            ("$pseudonym", pseudonym)),
        cancel).ConfigureAwait(false)).SingleOrDefault();

    public async IAsyncEnumerable<string> CustomerIdsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        string? last = string.Empty;
        while (last is not null)
        {
            string after = last;
            List<string> page = await file.ReadAsync(
                session => session.Query(
                    """
                    SELECT customer_id FROM (
                        SELECT DISTINCT customer_id FROM ledger WHERE customer_id IS NOT NULL AND customer_id > $after
                        UNION SELECT id FROM customer_catalogue WHERE id > $after)
                    ORDER BY 1 LIMIT $limit
                    """,
                    row => row.GetString(0),
                    ("$after", after),
                    ("$limit", IdsAtOnce)),
                cancel).ConfigureAwait(false);
            foreach (string id in page) yield return id;
            last = page.Count == IdsAtOnce ? page[^1] : null;
        }
    }

    public Task MarkFoundAsync(string pseudonym, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute("UPDATE erasure SET found = 1 WHERE pseudonym = $pseudonym", ("$pseudonym", pseudonym)), cancel);

    public Task OpenEntriesAsync(string pseudonym, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute("UPDATE erasure SET phase = 1 WHERE pseudonym = $pseudonym", ("$pseudonym", pseudonym)), cancel);

    public Task EraseEntriesAsync(int partition, ErasedCustomer customer, EntrySealer sealer, CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            if (session.Number("SELECT count(*) FROM erasure WHERE customer_id = $id AND phase < 2", ("$id", customer.Id)) == 0) return;
            // The plus sign makes SQLite use the index of customers, which has far fewer entries than a partition.
            session.Execute(
                """
                UPDATE ledger SET customer_id = $pseudonym, customer_digest = $digest
                WHERE +partition = $partition AND customer_id = $id AND note IS NULL
                """,
                ("$pseudonym", customer.Pseudonym),
                ("$digest", customer.Digest),
                ("$partition", partition),
                ("$id", customer.Id));
            EraseNotes(session, partition, customer, sealer);
        },
        cancel);

    public Task<bool> TryCloseEntriesAsync(string pseudonym, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            "UPDATE erasure SET phase = 2 WHERE pseudonym = $pseudonym AND phase = 1", ("$pseudonym", pseudonym)) > 0,
        cancel);

    public async Task EraseRestAsync(PersonalText text, CancellationToken cancel)
    {
        // Found outside the write, because all writes share one thread.
        IReadOnlyList<(string, ImportProblem)> problems = await ProblemsAsync(text, int.MaxValue, cancel).ConfigureAwait(false);
        await file.WriteAsync(session => EraseRest(session, text, problems), cancel).ConfigureAwait(false);
    }

    public Task DeleteFiguresAsync(string customerId, CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            if (HasEntries(session, customerId)) return;
            session.Execute("DELETE FROM customer_day_projection WHERE id = $id", ("$id", customerId));
            session.Execute("DELETE FROM customer_projection WHERE id = $id", ("$id", customerId));
        },
        cancel);

    public Task<bool> HasFiguresAsync(string customerId, CancellationToken cancel) => file.ReadAsync(
        session => session.Number("SELECT EXISTS (SELECT 1 FROM customer_projection WHERE id = $id)", ("$id", customerId)) == 1, cancel);

    public Task<bool> HasEntriesAsync(string customerId, CancellationToken cancel) =>
        file.ReadAsync(session => HasEntries(session, customerId), cancel);

    /// <summary>
    /// The writer overwrites what it deletes; this moves the write-ahead log, which has earlier pages, into the file. It is not possible
    /// while a reader holds an earlier snapshot.
    /// </summary>
    public async Task<bool> PurgeAsync(CancellationToken cancel)
    {
        await using var connection = new SqliteConnection(file.ConnectionString);
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) is 0L;
    }

    public Task<bool> TryForgetAsync(string pseudonym, CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            (string, object?) key = ("$pseudonym", pseudonym);
            return session.Execute("DELETE FROM erasure WHERE pseudonym = $pseudonym AND phase = 2 AND found = 0", key) > 0
                || session.Execute("UPDATE erasure SET customer_id = NULL WHERE pseudonym = $pseudonym AND phase = 2", key) > 0;
        },
        cancel);

    public Task FinishAsync(string pseudonym, DateTime finishedAt, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            "UPDATE erasure SET finished_at = $at WHERE pseudonym = $pseudonym AND customer_id IS NULL",
            ("$pseudonym", pseudonym),
            ("$at", SqliteValues.Micros(finishedAt))),
        cancel);

    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(string customerId, Position after, CancellationToken cancel) =>
        await file.ReadAsync(
            session => session.Query(
                $"""
                SELECT {SqliteLedgerRow.Columns} FROM ledger l
                WHERE l.customer_id = $id AND (l.partition, l.sequence) > ($partition, $sequence)
                ORDER BY l.partition, l.sequence LIMIT {PageSize}
                """,
                SqliteLedgerRow.Decode,
                ("$id", customerId),
                ("$partition", after.Partition),
                ("$sequence", after.Sequence)),
            cancel).ConfigureAwait(false);

    public async Task<IReadOnlyList<(string ImportId, ImportProblem Problem)>> ProblemsAsync(
        PersonalText text, int limit, CancellationToken cancel)
    {
        List<(string, ImportProblem Problem)> found =
            await file.ReadAsync(session => FindProblems(session, text), cancel).ConfigureAwait(false);
        return [.. found.Where(one => text.Erase(one.Problem) != one.Problem).Take(limit)];
    }

    private static bool HasEntries(SqliteSession session, string customerId) =>
        session.Number("SELECT EXISTS (SELECT 1 FROM ledger WHERE customer_id = $id)", ("$id", customerId)) == 1;

    private static void EraseNotes(SqliteSession session, int partition, ErasedCustomer customer, EntrySealer sealer)
    {
        List<HashedRow> rows = session.Query(
            $"{SqliteHashChainStore.Rows} WHERE +l.partition = $partition AND l.customer_id = $id AND l.note IS NOT NULL",
            SqliteHashChainStore.ReadRow,
            ("$partition", partition),
            ("$id", customer.Id));
        foreach (HashedRow row in rows)
        {
            session.Execute(
                """
                UPDATE ledger SET customer_id = $pseudonym, customer_digest = $digest, note = NULL, note_digest = $note
                WHERE partition = $partition AND sequence = $sequence
                """,
                ("$pseudonym", customer.Pseudonym),
                ("$digest", customer.Digest),
                ("$note", sealer.ErasedNote(row)),
                ("$partition", partition),
                ("$sequence", row.Position.Sequence));
        }
    }

    private static void EraseRest(
        SqliteSession session, PersonalText text, IReadOnlyList<(string ImportId, ImportProblem Problem)> problems)
    {
        (string, object?) id = ("$id", text.Customer.Id), pseudonym = ("$pseudonym", text.Customer.Pseudonym);
        session.Execute("DELETE FROM customer_catalogue WHERE id = $id", id);
        session.Execute("UPDATE audit SET target = $pseudonym WHERE target = $id AND action GLOB 'customer.*'", id, pseudonym);
        session.Execute(
            """
            DELETE FROM list_walk WHERE walk IN (
                SELECT w.walk FROM list_walk_ids w WHERE EXISTS (SELECT 1 FROM json_each(w.ids) j WHERE j.value = $id))
            """,
            id);
        session.Execute("DELETE FROM list_walk_ids WHERE walk NOT IN (SELECT walk FROM list_walk)");
        foreach ((string importId, ImportProblem problem) in problems)
        {
            ImportProblem erased = text.Erase(problem);
            session.Execute(
                """
                UPDATE import_problem SET reason = $reason, recorded = $recorded, sent = $sent
                WHERE import_id = $import AND line = $line AND ordinal = $ordinal
                """,
                ("$reason", erased.Reason),
                ("$recorded", erased.Recorded),
                ("$sent", erased.Sent),
                ("$import", importId),
                ("$line", problem.Line),
                ("$ordinal", problem.Ordinal));
        }

        session.Execute(
            """
            UPDATE import_problem SET recorded = NULL, sent = NULL
            WHERE lower(field) = 'note' AND receipt IN (SELECT transaction_id FROM ledger WHERE customer_id = $pseudonym)
            """,
            pseudonym);
        if (problems.Count > 0) session.Execute("UPDATE erasure SET found = 1 WHERE pseudonym = $pseudonym", pseudonym);
    }

    /// <summary>Returns a few more than those that name the customer.</summary>
    private static List<(string ImportId, ImportProblem Problem)> FindProblems(SqliteSession session, PersonalText text) => session.Query(
        $"""
        SELECT {ImportProblemRow.Columns}, import_id FROM import_problem
        WHERE instr(reason, '"' || $start) OR instr(recorded, $id) OR instr(sent, $id)
            OR ($name IS NOT NULL AND (instr(reason, $name) OR instr(recorded, $name) OR instr(sent, $name)))
        ORDER BY import_id, line, ordinal
        """,
        row => (row.GetString(row.FieldCount - 1), ImportProblemRow.Read(row)),
        ("$id", text.Customer.Id),
        ("$start", PersonalText.StartOf(text.Customer.Id)),
        ("$name", text.Name));
}
