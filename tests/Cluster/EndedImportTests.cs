using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using RetailGrains.Imports;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>Undo and deletion of imports that have ended.</summary>
public sealed class EndedImportTests
{
    private const int Receipts = 2_000;

    /// <summary>The undo saves counts and position together. Without the position, a resumed undo would count receipts twice.</summary>
    [Fact]
    public async Task An_undo_that_is_interrupted_again_and_again_counts_every_receipt_once()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1);
        Assert.Equal(Receipts, (await cluster.ImportAsync("file", Receipts)).Recorded);
        IImportGrain import = cluster.Grains.GetImport("file");
        await import.UndoAsync(sub: null);
        int resumed = 0;
        for (int n = 0; n < 10 && resumed < 3; n++)
        {
            // An activation saves its first progress immediately.
            long before = AnnulledIn(await import.StatusAsync());
            await Eventually.IsTrueAsync("the undo advances", async () => AnnulledIn(await import.StatusAsync()) is var now
                && (now > before || now == Receipts));
            await import.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
            await import.ResumeUndoAsync(sub: null);
            if (AnnulledIn(await import.StatusAsync()) is > 0 and < Receipts) resumed++;
        }

        Assert.True(resumed > 0, "The undo ended before it could be interrupted.");
        ImportUndoStatus? undo = null;
        await Eventually.IsTrueAsync(
            "the undo ends", async () => (undo = (await import.StatusAsync())!.Undo) is { Phase: not ImportPhase.Running });
        Assert.Equal(ImportPhase.Completed, undo!.Phase);
        Assert.Equal(new ImportUndoCounts(Receipts, 0, 0), undo.Counts);
    }

    [Fact]
    public async Task Only_a_requested_undo_is_resumed()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1);
        await cluster.ImportAsync("file", receipts: 1);
        await cluster.Grains.GetImport("file").ResumeUndoAsync(sub: "mallory");
        Assert.Null((await cluster.Grains.GetImport("file").StatusAsync())!.Undo);
    }

    [Theory]
    [InlineData(100_000, false)]
    [InlineData(1, true)]
    public async Task An_import_is_deleted_only_after_its_retention_whoever_asks(int days, bool isDeleted)
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1, configure: silo =>
            silo.Services.Configure<ImportOptions>(options => options.Retention = TimeSpan.FromDays(days)));
        await cluster.ImportAsync("file", receipts: 1);
        await cluster.Grains.GetImport("file").ForgetAsync();
        Assert.Equal(isDeleted, await cluster.Grains.GetImport("file").StatusAsync() is null);
        Assert.Equal(isDeleted, await cluster.Store.Parts.Imports.FindAsync("file", CancellationToken.None) is null);
    }

    private static long AnnulledIn(ImportStatus? status) => status!.Undo!.Counts.Annulled;
}
