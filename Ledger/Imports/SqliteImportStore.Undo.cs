using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Imports;

internal sealed partial class SqliteImportStore
{
    private const string IsExpired = $"state = 'finished' AND started_at < $before AND {IsNotBeingUndone}";

    private const string IsNotBeingUndone = "NOT EXISTS (SELECT 1 FROM import_undo WHERE import_undo.import_id = import_file.import_id)";

    public Task BeginUndoAsync(ImportUndo undo, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            "INSERT INTO import_undo (import_id, sub) VALUES ($id, $sub) ON CONFLICT DO NOTHING",
            ("$id", undo.ImportId),
            ("$sub", undo.Sub)),
        cancel);

    public async Task<IReadOnlyList<ImportUndo>> UndosAsync(CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            "SELECT import_id, sub FROM import_undo ORDER BY import_id",
            row => new ImportUndo(row.GetString(0), row.TextOrNull(1))),
        cancel).ConfigureAwait(false);

    public Task EndUndoAsync(string importId, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute("DELETE FROM import_undo WHERE import_id = $id", ("$id", importId)), cancel);
}
