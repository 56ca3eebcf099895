using System.Buffers.Binary;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>Faults of the embedded store and of the machine that it is on.</summary>
public sealed class EmbeddedFaultTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int PageSize = 4096;

    private SmallDisk? _disk;

    public override async Task InitializeAsync()
    {
        if (SmallDisk.CanMount) _disk = await SmallDisk.MountAsync(megabytes: 64);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_disk is not null) await _disk.DisposeAsync();
    }

    [Fact]
    public async Task A_refusal_by_the_store_is_reported_by_ready_loses_nothing_and_ends_when_its_cause_ends()
    {
        ApiProcess api = await StartAsync(("LOG_LEVEL", "INFO"));
        await using var scene = new FaultScene(Store, api, Output);
        await scene.MeetAsync(
            "trigger",
            "Ledger commits fail (SQLite 1811",
            () => Store.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no'); END"),
            () => Store.ExecuteAsync("DROP TRIGGER refuse"));
        if (_disk is not null)
        {
            await scene.MeetAsync(
                "full disk",
                "Ledger commits fail (SQLite 13",
                async () =>
                {
                    // SQLite reuses the write-ahead log from its beginning, so a write fails only if the log needs more space.
                    await Store.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
                    _disk.Fill();
                },
                () =>
                {
                    _disk.Free();
                    return Task.CompletedTask;
                });
        }

        await scene.ProveAsync();
    }

    [Fact]
    public async Task Only_sales_of_a_store_with_an_unknown_time_zone_are_refused_until_it_is_corrected()
    {
        // Partitions cache the zones of the catalogue for a minute, unless a change is made by the API.
        ApiProcess before = await StartAsync();
        (await before.Client.PutAsync("/stores/mars", """{"timeZone":"Europe/Berlin"}""")).Expect(HttpStatusCode.OK);
        await before.KillAsync();
        await Store.ExecuteAsync("UPDATE store_catalogue SET time_zone = 'Mars/Phobos' WHERE id = 'mars'");
        ApiProcess api = await StartAsync(("LOG_LEVEL", "INFO"));
        await using var scene = new FaultScene(Store, api, Output);
        await scene.WhenRecordingAsync();
        var meter = new ProcessMeter(api);

        // Its sales go to many partitions: none of them may stop.
        Sale[] sales = [.. Enumerable.Range(0, 40).Select(n => Sale.Number("mars", n) with { StoreId = "mars" })];
        foreach (Sale sale in sales)
        {
            Answer refused = (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.BadRequest);
            Assert.Contains("storeId", refused.Text, StringComparison.Ordinal);
        }

        Answer batch = (await api.Client.PostBatchAsync([sales[0], Sale.Number("other", 0)])).Expect(HttpStatusCode.OK);
        JsonElement[] results = [.. batch["results"].EnumerateArray()];
        Assert.Equal(["invalid", "recorded"], results.Select(result => result.GetProperty("status").GetString()!));
        Assert.Contains("storeId", results[0].GetRawText(), StringComparison.Ordinal);
        await scene.WhenRecordingAsync();
        (await api.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.OK);
        Assert.True(meter.Lines <= 10, api.Log());
        Output.WriteLine($"unknown time zone: {meter}");

        (await api.Client.PutAsync("/stores/mars", """{"timeZone":"Europe/Berlin"}""")).Expect(HttpStatusCode.OK);
        foreach (Sale sale in sales) (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Time_zones_do_not_come_from_the_machine()
    {
        string empty = Directory.CreateDirectory(Path.Combine(Store.Folder, "no-zones")).FullName;
        ApiProcess api = await StartAsync(("TZDIR", empty), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"));
        (await api.Client.PutAsync("/stores/tokyo", """{"timeZone":"Asia/Tokyo"}""")).Expect(HttpStatusCode.OK);
        var sale = new Sale("t", "tokyo", null, "2024-06-01T23:30:00", new Line("p", 1, 1m));
        (await api.Client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
        Assert.Equal(
            DateTimeOffset.Parse("2024-06-01T14:30:00Z", null),
            (await api.Client.GetAsync("/transactions/t"))["occurredAt"].GetDateTimeOffset());
    }

    [FakeClockFact]
    public async Task Recording_continues_when_the_clock_is_set_back()
    {
        var clock = new FakeClock(Store.Folder);
        ApiProcess api = await StartAsync([("LOG_LEVEL", "INFO"), .. clock.Environment.Select(setting => (setting.Key, setting.Value))]);
        await using var scene = new FaultScene(Store, api, Output);
        await scene.WhenRecordingAsync();
        var meter = new ProcessMeter(api);
        foreach (TimeSpan offset in (TimeSpan[])[-TimeSpan.FromMinutes(10), -TimeSpan.FromHours(1), TimeSpan.Zero])
        {
            clock.Set(offset);
            await Eventually.PauseAsync(TimeSpan.FromSeconds(3));
            await scene.WhenRecordingAsync();
        }

        Output.WriteLine($"clock set back: {meter}");
        Assert.True(meter.Lines <= 60, api.Log());
        await scene.ProveAsync();
    }

    [Fact]
    public async Task A_damaged_page_is_reported_loses_nothing_and_recovers_when_the_page_is_restored()
    {
        ApiProcess api = await StartAsync(("LOG_LEVEL", "INFO"));
        var sent = new SentSales();
        List<Sale> sales = [.. Enumerable.Range(0, 200).Select(n => Sale.Number("page", n))];
        while (sales.Count > 0) sales = await sent.SendAsync(api.Client, sales);
        await api.Client.WhenSettledAsync();
        await Store.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await using FileStream file = OpenStore();
        Dictionary<long, byte[]> original = await DamageAsync(file, "ledger");

        var meter = new ProcessMeter(api);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => api.Client.GetAsync($"/transactions/page-{n}")));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, answer.Text));
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(n => api.Client.PostAsync(Sale.Number("after", n))));
        Assert.Contains("SQLite", (await api.Client.GetRootAsync("/ready")).Text + api.Log(), StringComparison.Ordinal);
        await Eventually.PauseAsync(TimeSpan.FromSeconds(5));
        Output.WriteLine($"damaged page: {meter}\n{api.Log()}");
        Assert.True(meter.Lines <= 60, api.Log());

        foreach ((long page, byte[] content) in original) await RandomAccess.WriteAsync(file.SafeFileHandle, content, OffsetOf(page));
        List<Sale> after = [.. Enumerable.Range(0, 16).Select(n => Sale.Number("after", n))];
        await Eventually.IsTrueAsync(
            "the process records again", async () => (after = await sent.SendAsync(api.Client, after)).Count == 0, api.Log);
        await api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(api.Client, await sent.AssertLedgerAsync(Store));
        await api.Client.ExpectAgreementAsync();
        await Eventually.IsTrueAsync(
            "the process is ready", async () => (await api.Client.GetRootAsync("/ready")).Status == HttpStatusCode.OK, api.Log);
    }

    private protected override Task<TestStore> CreateStoreAsync() => Task.FromResult<TestStore>(new SqliteTestStore(_disk?.Folder));

    private FileStream OpenStore() =>
        new(Path.Combine(Store.Folder, "retail.db"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>Overwrites the pages below the roots of a table and of its keys; what they held.</summary>
    private async Task<Dictionary<long, byte[]>> DamageAsync(FileStream file, string table)
    {
        List<long> roots = await Store.QueryAsync(
            $"SELECT rootpage FROM sqlite_schema WHERE tbl_name = '{table}' AND rootpage > 0", row => row.GetInt64(0));
        var original = new Dictionary<long, byte[]>();
        byte[] noise = new byte[PageSize];
        Array.Fill(noise, (byte)0xA5);
        foreach (long page in roots.SelectMany(root => ChildrenOf(file, root)).ToList())
        {
            byte[] content = new byte[PageSize];
            await RandomAccess.ReadAsync(file.SafeFileHandle, content, OffsetOf(page));
            original[page] = content;
            await RandomAccess.WriteAsync(file.SafeFileHandle, noise, OffsetOf(page));
        }

        return original;
    }

    /// <summary>
    /// By SQLite's file format: an interior page has the number of a page below in each cell, and one more in its header.
    /// </summary>
    private static IEnumerable<long> ChildrenOf(FileStream file, long page)
    {
        const byte indexInterior = 2;
        const byte tableInterior = 5;
        byte[] content = new byte[PageSize];
        RandomAccess.Read(file.SafeFileHandle, content, OffsetOf(page));
        if (content[0] is not (indexInterior or tableInterior)) return [];
        int cells = BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(3));
        IEnumerable<long> left = Enumerable.Range(0, cells).Select(cell =>
        {
            int at = BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(12 + (2 * cell)));
            return (long)BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(at));
        });
        return [.. left, BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(8))];
    }

    private static long OffsetOf(long page) => (page - 1) * PageSize;
}
