using RetailGrains.Api.Imports;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;
using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>Uploads and imports a file, as <c>POST /imports</c> does.</summary>
internal sealed class ImportCommand(IGrainFactory grains, IImportStore store, TimeProvider time, IAnsiConsole console)
{
    /// <summary>The exit code of a completed import when at least one invoice was not recorded as it is in the file.</summary>
    public const int CompletedWithProblems = 3;

    private const int ProblemsShown = 5;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Imports the file and prints the result.</summary>
    /// <returns>The exit code: <see cref="CompletedWithProblems"/>, or 0 when every invoice is in the ledger.</returns>
    public async Task<int> RunAsync(string path, CancellationToken cancel)
    {
        string importId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        long start = time.GetTimestamp();
        ImportStatus? status = null;
        await console.Progress().StartAsync(async progress =>
        {
            ProgressTask uploading = progress.AddTask("Upload", maxValue: 1);
            await UploadAsync(importId, path, cancel);
            uploading.Increment(1);
            status = await ImportAsync(importId, Path.GetFileName(path), progress.AddTask("Import"), cancel);
        });
        if (status is { Phase: ImportPhase.Failed }) throw new CommandException($"{path}: {status.Error}");
        await ReportAsync(importId, status!, time.GetElapsedTime(start), cancel);
        return status!.Rejected + status.Conflicts > 0 ? CompletedWithProblems : 0;
    }

    private async Task UploadAsync(string importId, string path, CancellationToken cancel)
    {
        await using FileStream content = Open(path);
        bool gzip = await IsGzipAsync(content, cancel);
        DateTime now = TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
        await store.UploadAsync(new ImportFile(importId, Path.GetFileName(path), now, gzip), content, cancel);
    }

    /// <summary>By the first bytes, as over HTTP; by the name only where they cannot be read twice.</summary>
    private static async Task<bool> IsGzipAsync(FileStream file, CancellationToken cancel)
    {
        if (!file.CanSeek) return file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var start = new byte[2];
        int length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        file.Position = 0;
        return ImportUpload.StartsWithMagic(start.AsSpan(0, length));
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {e.Message}");
        }
    }

    private async Task<ImportStatus> ImportAsync(string importId, string name, ProgressTask progress, CancellationToken cancel)
    {
        IImportGrain import = grains.GetImport(importId);
        await import.StartAsync(name);
        while (true)
        {
            ImportStatus status = await import.StatusAsync() ?? throw new InvalidOperationException($"Import {importId} has no status.");
            if (status.RowsTotal is { } total) progress.MaxValue = Math.Max(1, total);
            progress.Value = status.Rows;
            if (status.Phase != ImportPhase.Running) return status;
            await Task.Delay(PollInterval, time, cancel);
        }
    }

    private async Task ReportAsync(string importId, ImportStatus status, TimeSpan taken, CancellationToken cancel)
    {
        console.Print($"{status.Rows:N0} rows, {status.Transactions:N0} transactions in {taken.TotalSeconds:N1} s: {status.Recorded:N0} "
            + $"recorded, {status.Duplicates:N0} duplicates, {status.Conflicts:N0} conflicts, {status.Rejected:N0} rejected.");
        if (status.Rejected + status.Conflicts == 0) return;
        foreach (ImportProblem problem in await store.ProblemsAsync(importId, after: null, ProblemsShown, cancel))
            console.Print($"  line {problem.Line}: {problem.FullReason}");

        console.Print($"  all of them: GET /api/v1/imports/{importId}/problems");
    }
}
