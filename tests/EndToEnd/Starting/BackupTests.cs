using System.Net;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>A copy of the embedded store, made while it is served.</summary>
public sealed class BackupTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Completed = "retail_backup_completed_timestamp_seconds";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task A_backup_under_load_contains_everything_acknowledged_before_it_and_serves_the_right_figures()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAsync("/admin/accounts", """{"name":"ann","password":"a long password 1","roles":["viewer"]}"""))
            .Expect(HttpStatusCode.Created);
        var sent = new SentSales();
        for (int n = 0; n < 200; n++) await sent.SendAsync(api.Client, Sale.Number("before", n));
        using var stop = new CancellationTokenSource();
        Task load = LoadAsync(api.Client, stop.Token);
        string copy = Path.Combine(Store.Folder, "copies", "monday");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        Assert.Empty(await BackupTimesAsync(api));
        long start = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        ProgramRun backup = await ProgramRun.ApiAsync(Store.Folder, [.. Store.Settings], "backup", copy);
        await stop.CancelAsync();
        await load;
        Assert.Contains(copy, backup.Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal(["documents.db", "retail.db"], Directory.GetFiles(copy).Select(Path.GetFileName).Order());
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(copy));
        // The exporter returns the same page for 300 ms.
        await Eventually.IsTrueAsync("the time is measured", async () => (await BackupTimesAsync(api)).Length > 0, api.Log);
        Assert.InRange(Assert.Single(await BackupTimesAsync(api)), start, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

        await using var restored = new CopiedStore(copy);
        await using ApiProcess second = await ApiProcess.StartReadyAsync(restored);
        Assert.Empty(await BackupTimesAsync(second)); // there is no backup of the copy
        foreach (string id in sent.Acknowledged.Keys) (await second.Client.GetAsync($"/transactions/{id}")).Expect(HttpStatusCode.OK);
        (await second.Client.GetAsync("/admin/accounts/ann")).Expect(HttpStatusCode.OK);
        await second.Client.ExpectAgreementAsync();
        (await second.Client.PostAppliedAsync(Sale.Number("after", 1))).Expect(HttpStatusCode.Created);
        await second.Client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task A_backup_overwrites_nothing_and_leaves_no_partial_copy()
    {
        (await ProgramRun.ApiAsync(Store.Folder, [.. Store.Settings], "migrate")).Expect(0);
        string target = Path.Combine(Store.Folder, "taken");
        await File.WriteAllTextAsync(target, "mine");
        Assert.Contains("overwrites nothing", (await BackupAsync(target)).ExpectOneLine(1), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(target));
        string[] before = Directory.GetFileSystemEntries(Store.Folder);
        (await BackupAsync("/proc/no/copy")).ExpectOneLine(1);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(Store.Folder).Order());
    }

    [Fact]
    public async Task A_backup_of_a_folder_without_an_embedded_store_fails_with_an_instruction()
    {
        Assert.Contains("RETAIL_HOME", (await BackupAsync("copy")).ExpectOneLine(1), StringComparison.Ordinal);
        string line = (await ProgramRun.ApiAsync(
            Store.Folder, [("DATABASE_URL", "postgresql://u:hush@h/d")], "backup", "copy")).ExpectOneLine(1);
        Assert.Contains("pg_dump", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
    }

    private Task<ProgramRun> BackupAsync(string target) => ProgramRun.ApiAsync(Store.Folder, [.. Store.Settings], "backup", target);

    private static async Task<double[]> BackupTimesAsync(ApiProcess api) =>
        (await api.Client.GetRootAsync("/metrics")).Expect(HttpStatusCode.OK).Values(Completed);

    private static async Task LoadAsync(RetailClient client, CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n += 50)
            (await client.PostBatchAsync(Enumerable.Range(n, 50).Select(i => Sale.Number("during", i)))).Expect(HttpStatusCode.OK);
    }

    /// <summary>The copy as the store of another process.</summary>
    private sealed class CopiedStore(string home) : TestStore
    {
        public override IReadOnlyList<(string Name, string Value)> Settings => [("RETAIL_HOME", home)];

        protected override Task<System.Data.Common.DbConnection> OpenAsync() => throw new NotSupportedException();
    }
}
