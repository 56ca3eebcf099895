using System.Diagnostics;
using System.Net;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// Projections that were altered or deleted by SQL, in a running process and before a start: the platform detects and reports the damage,
/// and rebuilds them from the ledger to the last digit, automatically. Sales are recorded and delivered meanwhile.
/// </summary>
public abstract class DamagedProjectionSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Row = "product_projection WHERE id = 'product 3'";
    private const string Days = "product_day_projection WHERE id = 'product 3'";
    private const string FirstDay = "(SELECT min(day) FROM product_day_projection WHERE id = 'product 3')";

    private static readonly string[] Damages =
    [
        $"DELETE FROM {Row}",
        $"DELETE FROM {Row}; DELETE FROM {Days}",
        $"DELETE FROM {Days}",
        $"DELETE FROM {Days} AND day = {FirstDay}",
        "UPDATE product_projection SET units = units + 7 WHERE id = 'product 3'",
        "UPDATE product_day_projection SET lines = lines + 1 WHERE id = 'product 3'",
        $"UPDATE product_projection SET units = units + 7 WHERE id = 'product 3'; "
            + $"UPDATE product_day_projection SET units = units + 7 WHERE id = 'product 3' AND day = {FirstDay}",
        "UPDATE product_projection SET version = 0 WHERE id = 'product 3'",
        "UPDATE product_projection SET version = version + 5 WHERE id = 'product 3'",
        "DELETE FROM store_projection WHERE id = 'store 1'",
        "DELETE FROM customer_projection WHERE id = 'customer 5'; DELETE FROM customer_day_projection WHERE id = 'customer 5'",
        "UPDATE partition_share SET units = units + 1000 WHERE partition = 5",
        "UPDATE partition_share SET checkpoint = checkpoint - 1 WHERE partition = 5",
        "UPDATE partition_share SET checkpoint = checkpoint + 1 WHERE partition = 5",
        "UPDATE partition_share SET guest_units = guest_units + 1 WHERE partition = 5",
        "DELETE FROM partition_share WHERE partition = 5",
        "DELETE FROM partition_share_day WHERE partition = 5",
        "DELETE FROM partition_share; DELETE FROM partition_share_day",
        "DELETE FROM product_projection",
        "DELETE FROM store_day_projection",
    ];

    /// <summary>Statements whose SQL differs between the databases.</summary>
    private protected abstract IReadOnlyList<string> OwnDamages { get; }

    /// <summary>The two databases start at different kinds of damage, so that together they cover more.</summary>
    private protected abstract int First { get; }

    /// <summary>All kinds with RETAIL_LONG=1, otherwise every n-th: each takes some seconds to be detected, repaired and checked.</summary>
    private IEnumerable<string> Some(int every) =>
        Damages.Concat(OwnDamages).Where((_, i) => LongFactAttribute.IsWanted || i % every == First % every);

    [Fact]
    public async Task In_a_running_process_each_kind_is_rebuilt_and_no_sale_waits_forever()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        int n = 1_000;
        foreach (string damage in Some(every: 3))
        {
            await Store.ExecuteAsync(damage);
            long start = Stopwatch.GetTimestamp();
            await SellAsync(api, new Sale($"after-{n++}", "store 1", "customer 5", "2024-03-02T10:00:00Z", new Line("product 3", 1, 2.5m)));
            TimeSpan sold = Stopwatch.GetElapsedTime(start);
            await WhenHealedAsync(api, damage);
            Output.WriteLine(
                $"{damage}: applied after {sold.TotalSeconds:F1} s, agrees after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        }

        await AssertRightAsync(api);
    }

    [Fact]
    public async Task Damage_made_before_a_start_is_rebuilt_to_the_last_digit()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        SortedDictionary<string, string> right = await FigureSnapshot.OfAsync(api.Client);
        foreach (string damage in Some(every: 6))
        {
            await api.KillAsync();
            await Store.ExecuteAsync(damage);
            api = await StartAsync();
            long start = Stopwatch.GetTimestamp();
            await WhenHealedAsync(api, damage);
            Output.WriteLine($"{damage}: agrees {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after the start");
            FigureSnapshot.AssertSame(right, await FigureSnapshot.OfAsync(api.Client));
        }
    }

    [Fact]
    public async Task Reconciliation_names_what_it_repairs_and_the_next_one_agrees()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        (string Damage, string Where, string Id)[] found =
        [
            ("UPDATE product_projection SET units = units + 7 WHERE id = 'product 3'", "product row", "product 3"),
            ($"DELETE FROM {Row}; DELETE FROM {Days}", "product row", "product 3"),
            ("UPDATE store_day_projection SET lines = lines + 1 WHERE id = 'store 2'", "store row", "store 2"),
            ("UPDATE partition_share SET guest_units = guest_units + 1 WHERE partition = 5", "guest row", "partition 5"),
            ("DELETE FROM partition_share WHERE partition = 5", "chain row", "partition 5"),
        ];
        foreach ((string damage, string where, string id) in found)
        {
            await Store.ExecuteAsync(damage);
            Answer report = await api.Client.ReconcileAsync();
            Assert.False(report["agrees"].GetBoolean(), damage);
            Assert.Contains(
                report["differences"].EnumerateArray(),
                d => d.GetProperty("where").GetString() == where && d.GetProperty("id").GetString() == id);
            Assert.Contains("being rebuilt", report["healing"].GetString(), StringComparison.Ordinal);
            await api.Client.ExpectAgreementAsync();
        }
    }

    /// <summary>The ledger is the only source of truth; a rebuild from an altered ledger would serve altered figures.</summary>
    [Fact]
    public async Task A_ledger_that_was_altered_is_named_and_nothing_is_rebuilt_from_it()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        await Store.AlterLedgerAsync("DELETE FROM ledger WHERE partition = 5 AND sequence = 2");
        for (int check = 0; check < 2; check++)
        {
            Answer report = await api.Client.ReconcileAsync();
            Assert.False(report["agrees"].GetBoolean());
            Assert.Contains(report["differences"].EnumerateArray(), d =>
                d.GetProperty("where").GetString() == "ledger" && d.GetProperty("id").GetString() == "partition 5");
            Assert.Contains("nothing is rebuilt", report["healing"].GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task LoadAsync(ApiProcess api)
    {
        List<Sale> sales = [.. Enumerable.Range(0, 500).Select(n => Sale.Number("s", n))];
        var sent = new SentSales();
        while (sales.Count > 0) sales = await sent.SendAsync(api.Client, sales);
        await api.Client.WhenSettledAsync();
    }

    private static async Task SellAsync(ApiProcess api, Sale sale)
    {
        var sent = new SentSales();
        await Eventually.IsTrueAsync("the sale is in every figure", () => sent.SendAsync(api.Client, sale, applied: true), api.Log);
        await api.Client.WhenSettledAsync();
    }

    private static async Task WhenHealedAsync(ApiProcess api, string damage)
    {
        Answer? report = null;
        await Eventually.IsTrueAsync(
            $"figures agree after {damage}",
            async () => (report = await api.Client.PostAsync("/admin/reconciliation")).IsSuccess && report["agrees"].GetBoolean(),
            () => $"{report!.Text}\n{api.Log()}");
        await Eventually.IsTrueAsync(
            "readiness names no damage any more",
            async () => (report = await api.Client.GetRootAsync("/ready")).IsSuccess && report["degraded"].GetArrayLength() == 0,
            () => $"{report!.Text}\n{api.Log()}");
    }

    private static async Task AssertRightAsync(ApiProcess api)
    {
        await api.Client.WhenSettledAsync();
        SortedDictionary<string, string> served = await FigureSnapshot.OfAsync(api.Client);
        (await api.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        await Eventually.IsTrueAsync(
            "the rebuild ends", async () => !(await api.Client.GetAsync("/admin/projections/rebuild"))["running"].GetBoolean(), api.Log);
        FigureSnapshot.AssertSame(served, await FigureSnapshot.OfAsync(api.Client));
    }
}

public sealed class SqliteDamagedProjectionTests(ITestOutputHelper output) : DamagedProjectionSuite(output)
{
    private protected override int First => 0;

    private protected override IReadOnlyList<string> OwnDamages =>
    [
        "INSERT INTO product_day_projection SELECT generation, 'ghost', day, gross_sales, reductions, net_revenue, units, lines, "
            + "transactions, returns, first_at, last_at FROM product_day_projection WHERE id = 'product 4'",
        "UPDATE product_projection SET watermarks = '[]' WHERE id = 'product 3'",
        "UPDATE product_projection SET watermarks = 'nonsense' WHERE id = 'product 3'",
        "UPDATE product_projection SET watermarks = replace(watermarks, ',', '0000,') WHERE id = 'product 3'",
        "UPDATE product_projection SET gross_sales = 'nonsense' WHERE id = 'product 3'",
        "UPDATE product_day_projection SET day = 'nonsense', units = -1 WHERE id = 'product 3' AND day = (SELECT max(day) FROM "
            + "product_day_projection WHERE id = 'product 3')",
        "DROP TABLE product_projection",
        "DROP TABLE store_day_projection",
        "DROP TABLE partition_share",
        "DROP VIEW product",
    ];
}

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresDamagedProjectionTests(PostgresFixture server, ITestOutputHelper output) : DamagedProjectionSuite(output)
{
    private protected override int First => 1;

    private protected override IReadOnlyList<string> OwnDamages =>
    [
        "INSERT INTO product_day_projection (generation, id, day, gross_sales, reductions, units, lines, transactions, returns, first_at, "
            + "last_at) SELECT generation, 'ghost', day, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at "
            + "FROM product_day_projection WHERE id = 'product 4'",
        "UPDATE product_projection SET watermarks = '{}' WHERE id = 'product 3'",
        "UPDATE product_projection SET watermarks = '{1,NULL}' WHERE id = 'product 3'",
        "UPDATE product_projection SET watermarks[3] = 1000000 WHERE id = 'product 3'",
        "UPDATE product_projection SET gross_sales = 'NaN' WHERE id = 'product 3'",
        "TRUNCATE customer_projection",
        "DROP TABLE product_projection CASCADE",
        "DROP TABLE store_day_projection CASCADE",
        "DROP TABLE partition_share CASCADE",
        "DROP VIEW product",
    ];

    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
