using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Tests.Stores;

/// <summary>
/// Migrates a store of an earlier version in place. The folder <c>Earlier</c> contains the database, the sales that were sent, and the
/// figures that the earlier version served.
/// </summary>
public abstract class EarlierStoreSuite : IAsyncLifetime
{
    private const int Partitions = 16;
    private static readonly CancellationToken None = CancellationToken.None;

    private ITestDatabase _database = null!;
    private RetailStoreParts _store = null!;
    private JsonElement _figures;

    private protected abstract string Name { get; }

    private protected abstract Task<ITestDatabase> RestoreAsync();

    public async Task InitializeAsync()
    {
        _database = await RestoreAsync();
        _store = _database.Open();
        Assert.NotEmpty(await _store.Database.MigrateAsync(None));
        Assert.Empty(await _store.Database.MigrateAsync(None));
        _figures = JsonDocument.Parse(await File.ReadAllTextAsync(PathOf($"figures.{Name}.json"))).RootElement;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_upgraded_store_has_the_same_figures_to_the_last_digit()
    {
        int generation = await _store.Projections.GenerationAsync(None);
        foreach ((EntityKind kind, string list) in new[] { (EntityKind.Store, "stores"), (EntityKind.Product, "products"),
            (EntityKind.Customer, "customers") })
        {
            EntityPage page = await _store.Projections.ListAsync(new EntityQuery(kind, EntitySort.Id, false, null, null, 100), None);
            JsonElement[] expected = [.. _figures.GetProperty(list).EnumerateArray()];
            Assert.Equal(expected.Select(row => row.GetProperty("id").GetString()), page.Items.Select(row => row.Id));
            foreach ((JsonElement row, EntityRow found) in expected.Zip(page.Items))
            {
                Assert.Equal(row.GetProperty("name").GetString(), found.Name);
                AssertTotals(row, found.Totals);
            }

            ProjectionCheck check = await _store.Reconciliation.CompareAsync(kind, None);
            Assert.Equal((expected.Length, 0L), (check.Entities, check.DifferenceCount));
        }

        SavedShare[] shares = await Task.WhenAll(
            Enumerable.Range(0, Partitions).Select(partition => _store.Projections.LoadShareAsync(generation, partition, None)));
        AssertTotals(_figures.GetProperty("summary").GetProperty("totals"), shares.Aggregate(default(Totals), (sum, share) =>
            sum + share.Totals));
        AssertTotals(_figures.GetProperty("summary").GetProperty("guest"), shares.Aggregate(default(Totals), (sum, share) =>
            sum + share.Guest));
        IReadOnlyList<ChainShare> summed =
            await _store.Reconciliation.ChainAsync([.. shares.Select(share => share.Checkpoint)], None);
        foreach ((SavedShare saved, ChainShare sum) in shares.Zip(summed))
        {
            Assert.Equal((saved.Totals, saved.Guest), (sum.Totals, sum.Guest));
            Assert.Equal(saved.Days.Where(day => day.Totals != default), sum.Days);
        }

        Dictionary<string, Totals> days = shares.SelectMany(share => share.Days).GroupBy(day => day.Day).ToDictionary(
            day => day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day =>
                day.Aggregate(default(Totals), (sum, one) => sum + one.Totals));
        JsonElement[] expectedDays = [.. _figures.GetProperty("chainDays").EnumerateArray()];
        Assert.Equal(expectedDays.Length, days.Count);
        foreach (JsonElement day in expectedDays) AssertTotals(day, days[day.GetProperty("day").GetString()!]);
    }

    [Fact]
    public async Task The_entries_of_an_upgraded_store_are_unaltered_and_equal_the_same_sales_sent_today()
    {
        var sealer = new EntrySealer(await _store.Hashes.KeyAsync(None));
        for (int partition = 0; partition < Partitions; partition++)
        {
            var check = new HashChainVerifier(partition, sealer);
            await foreach (HashedRow row in _store.Hashes.ReadAsync(partition, 0, long.MaxValue, None))
                Assert.True(check.Check(row), $"{row.Position}: {check.Fault}");
        }

        var reader = new TransactionReader(TimeProvider.System);
        foreach (string line in await File.ReadAllLinesAsync(PathOf("sales.ndjson")))
        {
            SaleTransaction sent = Read(reader, line);
            LedgerEntry entry = (await _store.Ledger.FindAsync([sent.TransactionId], None))[sent.TransactionId];
            Assert.True(entry.HasContentOf(sent, currency: "EUR"), line);
            Assert.False(entry.HasContentOf(sent with { Currency = "EUR" }));
            Assert.False(entry.HasContentOf(sent with { Details = new SaleDetails(Register: "1") }));
            Assert.Equal((1, EntryEffect.Records, null), (entry.Revision, entry.Effect, entry.Provenance));
        }
    }

    private static SaleTransaction Read(TransactionReader reader, string line)
    {
        var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(line));
        json.Read();
        ReadItem item = reader.Read(ref json);
        Assert.Null(item.Problems);
        return item.Transaction!;
    }

    private static void AssertTotals(JsonElement expected, Totals found)
    {
        Assert.Equal(Text("netRevenue"), found.NetRevenue.ToString("0.########", CultureInfo.InvariantCulture));
        Assert.Equal(Text("grossSales"), found.GrossSales.ToString("0.########", CultureInfo.InvariantCulture));
        Assert.Equal(Text("reductions"), found.Reductions.ToString("0.########", CultureInfo.InvariantCulture));
        Assert.Equal(Text("units"), found.Units.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text("lines"), found.Lines.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text("transactions"), found.Transactions.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text("returns"), found.Returns.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text("firstAt"), found.FirstAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
        Assert.Equal(Text("lastAt"), found.LastAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));

        string? Text(string field) => expected.GetProperty(field).GetString();
    }

    private protected static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Earlier", file);
}

public sealed class SqliteEarlierStoreTests : EarlierStoreSuite
{
    private protected override string Name => "sqlite";

    private protected override async Task<ITestDatabase> RestoreAsync()
    {
        var database = new SqliteTestDatabase();
        await using var file = new GZipStream(File.OpenRead(PathOf("retail.db.gz")), CompressionMode.Decompress);
        await database.RestoreAsync(file);
        return database;
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresEarlierStoreTests(PostgresFixture server) : EarlierStoreSuite
{
    private protected override string Name => "postgres";

    private protected override async Task<ITestDatabase> RestoreAsync()
    {
        ITestDatabase database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(await File.ReadAllTextAsync(PathOf("retail.sql")));
        return database;
    }
}
