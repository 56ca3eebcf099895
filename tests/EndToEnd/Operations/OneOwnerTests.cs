using System.Net;
using Npgsql;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// One process serves a store; a second process names it and exits. Files that a killed process leaves behind have no effect.
/// </summary>
public abstract class OneOwnerSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private protected abstract string Setting { get; }

    [Fact]
    public async Task A_second_process_names_the_first_in_one_line_and_exits()
    {
        ApiProcess first = await StartAsync();
        (int exitCode, string log) = await ApiProcess.RunAsync(Store);
        Output.WriteLine(log);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Process {first.Id} ", Assert.Single(log.Split('\n')), StringComparison.Ordinal);
        Assert.Contains($"(port {first.Client.Address.Port})", log, StringComparison.Ordinal);
        Assert.Contains(Setting, log, StringComparison.Ordinal);
        (await first.Client.PostAppliedAsync(Sale.Number("a", 1))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Neither_a_killed_nor_a_stopped_process_blocks_the_next_one()
    {
        await (await StartAsync()).KillAsync();
        await (await StartAsync()).StopAsync();
        (await (await StartAsync()).Client.PostAppliedAsync(Sale.Number("a", 1))).Expect(HttpStatusCode.Created);
    }
}

public sealed class SqliteOneOwnerTests(ITestOutputHelper output) : OneOwnerSuite(output)
{
    private protected override string Setting => "RETAIL_HOME";

    [Fact]
    public async Task A_store_that_is_served_is_not_migrated()
    {
        ApiProcess first = await StartAsync();
        (int exitCode, string log) = await ApiProcess.RunCommandAsync(Store, "migrate");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Process {first.Id} ", Assert.Single(log.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_owner_file_does_not_hide_that_the_store_is_served()
    {
        await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(Store.Folder, "owner.json"), "{\"pid\":4");
        (int exitCode, string log) = await ApiProcess.RunAsync(Store);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Another process serves ", Assert.Single(log.Split('\n')), StringComparison.Ordinal);
    }
}

[Collection(FourthPostgresCollection.Name)]
public sealed class PostgresOneOwnerTests(PostgresFixture server, ITestOutputHelper output) : OneOwnerSuite(output)
{
    private protected override string Setting => "DATABASE_URL";

    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    [Fact]
    public async Task Silos_share_a_database_and_a_process_that_hosts_all_grains_does_not()
    {
        await using SiloProcess one = await SiloProcess.StartReadyAsync(Store);
        await using SiloProcess other = await SiloProcess.StartReadyAsync(Store);
        (int exitCode, string log) = await ApiProcess.RunAsync(Store);
        Output.WriteLine(log);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Process {one.Id} ", Assert.Single(log.Split('\n')), StringComparison.Ordinal);
        Assert.Contains("RETAIL_CLUSTER=postgres", log, StringComparison.Ordinal);
        await one.StopAsync();
        await other.StopAsync();

        ApiProcess single = await StartAsync();
        await using SiloProcess silo = SiloProcess.Start(Store);
        await silo.WhenEndedAsync();
        Output.WriteLine(silo.Log());
        Assert.Equal(1, silo.ExitCode);
        Assert.Contains($"Process {single.Id} ", silo.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_of_the_database_does_not_take_the_store_from_its_owner()
    {
        await using PostgresServer own = await PostgresServer.StartNewAsync();
        await using var store = new PostgresTestStore(await own.CreateDatabaseAsync());
        await ApiProcess.MigrateAsync(store);
        await using ApiProcess first = await ApiProcess.StartReadyAsync(store);
        await own.StopImmediateAsync();
        await own.StartAsync();
        await Eventually.IsTrueAsync("the lock is held again", async () => await OwnersAsync(store) == 1, first.Log);
        (int exitCode, string log) = await ApiProcess.RunAsync(store);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Process {first.Id} ", log, StringComparison.Ordinal);
        Assert.False(first.HasExited);
    }

    [Fact]
    public async Task A_process_that_lost_its_lock_stops_in_an_orderly_way()
    {
        ApiProcess first = await StartAsync();
        await using var other = new NpgsqlConnection(((PostgresTestStore)Store).ConnectionString);
        await other.OpenAsync();
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(7316254, 60)", other);
        Task taken = take.ExecuteNonQueryAsync(); // waits ahead of any later process
        await Eventually.IsTrueAsync("the other waits", async () => await OwnersAsync(Store, granted: false) == 1);
        await Store.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 60 AND granted");
        await taken;
        await first.WhenEndedAsync();
        Output.WriteLine(first.Log());
        Assert.Equal(1, first.ExitCode);
        Assert.Single(first.Log().Split('\n'), line => line.Contains("Another process took the lock", StringComparison.Ordinal));
    }

    private static async Task<long> OwnersAsync(TestStore store, bool granted = true)
    {
        try
        {
            return (await store.QueryAsync(
                $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 60 AND granted = {granted}",
                row => row.GetInt64(0)))[0];
        }
        catch (NpgsqlException)
        {
            return -1;
        }
    }
}
