using Npgsql;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Imports;

internal sealed partial class PostgresImportStore
{
    private const string IsExpired = $"state = 'finished' AND started_at < $1 AND {IsNotBeingUndone}";

    private const string IsNotBeingUndone = "NOT EXISTS (SELECT FROM import_undo WHERE import_undo.import_id = import_file.import_id)";

    public async Task BeginUndoAsync(ImportUndo undo, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "INSERT INTO import_undo (import_id, sub) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        command.Parameters.AddText(undo.ImportId);
        command.Parameters.AddText(undo.Sub);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<ImportUndo>> UndosAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT import_id, sub FROM import_undo ORDER BY import_id");
        var undos = new List<ImportUndo>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            undos.Add(new ImportUndo(reader.GetString(0), reader.TextOrNull(1)));
        return undos;
    }

    public Task EndUndoAsync(string importId, CancellationToken cancel) =>
        ExecuteAsync("DELETE FROM import_undo WHERE import_id = $1", importId, cancel);
}
