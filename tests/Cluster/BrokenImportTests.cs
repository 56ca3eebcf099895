using Microsoft.Extensions.DependencyInjection;
using RetailGrains.Imports;
using RetailGrains.Ledger.Imports;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>A file must not occupy an import slot permanently, whatever goes wrong with it.</summary>
public sealed class BrokenImportTests
{
    [Fact]
    public async Task An_import_that_a_defect_stops_again_and_again_fails_and_the_next_one_runs()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1, configure: silo =>
        {
            silo.Services.Configure<ImportOptions>(options => options.MaxRunning = 1);
            ServiceDescriptor real = silo.Services.Last(service => service.ServiceType == typeof(IImportStore));
            silo.Services.AddSingleton<IImportStore>(new BrokenFiles((IImportStore)real.ImplementationInstance!));
        });
        ImportStatus failed = await cluster.ImportAsync(BrokenFiles.Broken, receipts: 1);
        Assert.Equal((ImportPhase.Failed, 0), (failed.Phase, failed.Recorded));
        Assert.Contains("internal error", failed.Error, StringComparison.Ordinal);
        Assert.NotNull(failed.FinishedAt);
        ImportStatus good = await cluster.ImportAsync("good", receipts: 1);
        Assert.Equal((ImportPhase.Completed, 1), (good.Phase, good.Recorded));
        await Eventually.IsTrueAsync(
            "no file is left", async () => (await cluster.Store.Parts.Imports.UnfinishedAsync(CancellationToken.None)).Count == 0);
    }

    /// <summary>The real store, except that a defect makes one file unreadable although the database is available.</summary>
    private sealed class BrokenFiles(IImportStore real) : IImportStore
    {
        public const string Broken = "broken";

        public Task UploadAsync(ImportFile file, Stream content, CancellationToken cancel) => real.UploadAsync(file, content, cancel);

        public Task<Stream> OpenAsync(string importId, CancellationToken cancel) =>
            importId == Broken ? throw new InvalidOperationException("A defect.") : real.OpenAsync(importId, cancel);

        public Task<bool> HasUploadAsync(DateTime upTo, CancellationToken cancel) => real.HasUploadAsync(upTo, cancel);

        public Task FinishAsync(string importId, CancellationToken cancel) => real.FinishAsync(importId, cancel);

        public Task<IReadOnlyList<ImportFile>> UnfinishedAsync(CancellationToken cancel) => real.UnfinishedAsync(cancel);

        public Task<ImportFile?> FindAsync(string importId, CancellationToken cancel) => real.FindAsync(importId, cancel);

        public Task<IReadOnlyList<ImportFile>> ListAsync(
            ImportCursor? after, IReadOnlyCollection<string>? within, int limit, CancellationToken cancel) =>
            real.ListAsync(after, within, limit, cancel);

        public Task AddProblemsAsync(string importId, IReadOnlyList<ImportProblem> problems, CancellationToken cancel) =>
            real.AddProblemsAsync(importId, problems, cancel);

        public Task<long> CountProblemsAsync(string importId, CancellationToken cancel) => real.CountProblemsAsync(importId, cancel);

        public Task BeginUndoAsync(ImportUndo undo, CancellationToken cancel) => real.BeginUndoAsync(undo, cancel);

        public Task<IReadOnlyList<ImportUndo>> UndosAsync(CancellationToken cancel) => real.UndosAsync(cancel);

        public Task EndUndoAsync(string importId, CancellationToken cancel) => real.EndUndoAsync(importId, cancel);

        public Task<bool> IsExpiredAsync(string importId, DateTime before, CancellationToken cancel) =>
            real.IsExpiredAsync(importId, before, cancel);

        public Task<IReadOnlyList<string>> ExpiredAsync(DateTime before, int limit, CancellationToken cancel) =>
            real.ExpiredAsync(before, limit, cancel);

        public Task DeleteAsync(string importId, CancellationToken cancel) => real.DeleteAsync(importId, cancel);

        public Task<IReadOnlyList<ImportProblem>> ProblemsAsync(
            string importId, ImportProblemCursor? after, int limit, CancellationToken cancel) =>
            real.ProblemsAsync(importId, after, limit, cancel);
    }
}
