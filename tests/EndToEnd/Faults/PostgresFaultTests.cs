namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>
/// Faults of PostgreSQL that retrying does not cure, or not soon, met one after the other by a process that connects as an ordinary role.
/// </summary>
public sealed class PostgresFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Role = "retail";

    private PostgresServer _server = null!;
    private TestStore Store { get; set; } = null!;
    private SmallDisk? _disk;
    private ApiProcess? _api;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (Store is not null) await Store.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        if (_disk is not null) await _disk.DisposeAsync();
    }

    [Fact]
    public async Task A_refusal_by_the_database_is_reported_by_ready_loses_nothing_and_ends_when_its_cause_ends()
    {
        await using FaultScene scene = await StartAsync();
        await scene.MeetAsync(
            "read-only database",
            "Ledger commits fail (25006",
            () => ExecuteAsync($"ALTER ROLE {Role} SET default_transaction_read_only = on; {EndConnections}"),
            () => ExecuteAsync($"ALTER ROLE {Role} RESET default_transaction_read_only; {EndConnections}"));
        await scene.MeetAsync(
            "INSERT revoked",
            "Ledger commits fail (42501",
            () => ExecuteAsync($"REVOKE INSERT ON ledger FROM {Role}"),
            () => ExecuteAsync($"GRANT INSERT ON ledger TO {Role}"));
        await scene.MeetAsync(
            "wrong password",
            "28P01",
            () => ExecuteAsync($"ALTER ROLE {Role} PASSWORD 'another'; {EndConnections}"),
            () => ExecuteAsync($"ALTER ROLE {Role} PASSWORD 'retail'"));
        await scene.ProveAsync();
    }

    [Fact]
    public async Task An_unreachable_database_is_retried_without_a_storm()
    {
        await using FaultScene scene = await StartAsync();
        await scene.MeetAsync("stopped", "database", _server.StopImmediateAsync, _server.StartAsync);
        await scene.MeetAsync("frozen", "database", () => _server.FreezeAsync(true), () => _server.FreezeAsync(false));
        await scene.ProveAsync();
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_reported_by_ready_loses_nothing_and_recovers_when_there_is_space()
    {
        // Only the tables are on the small disk: without space for the write-ahead log the server exits, which is another fault.
        _disk = await SmallDisk.MountAsync(megabytes: 64, owner: "postgres");
        await using FaultScene scene = await StartAsync();
        await scene.MeetAsync(
            "full disk",
            "Ledger commits fail (53100",
            () =>
            {
                _disk.Fill();
                return Task.CompletedTask;
            },
            () =>
            {
                _disk.Free();
                return Task.CompletedTask;
            });
        await scene.ProveAsync();
    }

    private static string EndConnections => $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{Role}'";

    private Task ExecuteAsync(string sql) => Store.ExecuteAsync(sql);

    /// <summary>Moves the database, which is empty, into a folder.</summary>
    private static async Task MoveAsync(string url, string folder)
    {
        await using var neighbour = new PostgresTestStore(url[..(url.LastIndexOf('/') + 1)] + "postgres");
        await neighbour.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{folder}'");
        await neighbour.ExecuteAsync($"ALTER DATABASE {url.Split('/')[^1]} SET TABLESPACE small");
    }

    private async Task<FaultScene> StartAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        string url = await _server.CreateDatabaseAsync();
        if (_disk is not null) await MoveAsync(url, _disk.Folder);
        string serviceUrl = url.Replace("postgres@", $"{Role}:retail@", StringComparison.Ordinal);
        await using (var owner = new PostgresTestStore(url)) await ApiProcess.MigrateAsync(owner);
        Store = new PostgresTestStore(url, serviceUrl);
        await ExecuteAsync(
            $"""
            CREATE ROLE {Role} LOGIN PASSWORD 'retail';
            GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO {Role};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Role}
            """);
        await _server.RequirePasswordAsync(Role);
        _api = await ApiProcess.StartReadyAsync(Store, ("LOG_LEVEL", "INFO"));
        return new FaultScene(Store, _api, output);
    }
}
