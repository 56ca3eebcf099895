using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Closing;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Tests.Stores;

[Collection(PostgresCollection.Name)]
public sealed class RetailStoreTests(PostgresFixture server)
{
    [Theory]
    [InlineData(true, "Npgsql")]
    [InlineData(false, "System.Data.SQLite")]
    public async Task A_store_opens_on_either_database_and_serves_all_its_parts(bool postgres, string invariant)
    {
        StoreOptions options = await OptionsAsync(postgres);
        await using (RetailStore store = await OpenAsync(options))
        {
            Assert.Equal((7, invariant), (store.Layout.Partitions, store.OrleansInvariant));
            await using ServiceProvider services = new ServiceCollection().AddRetailStore(store).BuildServiceProvider();
            Assert.Same(store.Layout, services.GetRequiredService<LedgerLayout>());
            Assert.Equal(0, await services.GetRequiredService<ILedgerStore>().HeadAsync(0, CancellationToken.None));
            Type[] others =
            [
                typeof(IRetailDatabase), typeof(IProjectionStore), typeof(ICatalogueStore), typeof(IImportStore),
                typeof(IReconciliationStore), typeof(IClosingStore), typeof(IAuditStore),
            ];
            Assert.All(others, part => Assert.NotNull(services.GetService(part)));
            Assert.Equal(postgres, services.GetService<NpgsqlDataSource>() is not null);
        }

        options.Migrate = false;
        options.Partitions = null;
        await using (RetailStore again = await OpenAsync(options)) Assert.Equal(7, again.Layout.Partitions);
        options.Partitions = 9;
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => OpenAsync(options));
        Assert.Contains("set RETAIL_PARTITIONS to 7", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_without_the_right_to_migrate_names_the_missing_changes(bool postgres)
    {
        StoreOptions options = await OptionsAsync(postgres);
        options.Migrate = false;
        var refusal = await Assert.ThrowsAsync<SchemaOutdatedException>(() => OpenAsync(options));
        Assert.Contains("migrate", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("001_", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<RetailStore> OpenAsync(StoreOptions options) =>
        RetailStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private async Task<StoreOptions> OptionsAsync(bool postgres) => new()
    {
        DatabaseUrl = postgres ? await server.CreateUrlAsync() : null,
        Home = Directory.CreateTempSubdirectory("retail-store-").FullName,
        Partitions = 7,
    };
}
