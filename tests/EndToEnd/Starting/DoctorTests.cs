using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>The command <c>doctor</c>, on settings and databases as operators have them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DoctorTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly (string Name, string Value) Key = ("JWT_SECRET_KEY", "kT0pO2mZs8wqXb5RfVn1aYc7LdJhGiUe3HxQ9vKz");

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-doctor-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Safe_settings_pass_and_the_command_changes_nothing()
    {
        ProgramRun run = (await ProgramRun.ApiAsync(_folder, [Key, ("API_HOST", "localhost")], "doctor")).Expect(0);
        Assert.All(run.Output.Trim().Split('\n'), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_superuser_and_an_old_schema_fail_and_the_right_role_passes()
    {
        string url = await postgres.Server.CreateDatabaseAsync(), role = $"doctor_{Guid.NewGuid():N}"[..20];
        await using var store = new PostgresTestStore(url);
        ProgramRun before = (await ProgramRun.SiloAsync(_folder, [Key, ("DATABASE_URL", url)], "doctor")).Expect(1);
        Assert.Contains("fail  role", before.Output, StringComparison.Ordinal);
        Assert.Contains("fail  schema", before.Output, StringComparison.Ordinal);

        await store.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        string runtime = url.Replace("postgres@", $"{role}@", StringComparison.Ordinal);
        (await ProgramRun.ApiAsync(_folder, [("DATABASE_URL", runtime), ("MIGRATION_DATABASE_URL", url)], "migrate")).Expect(0);
        ProgramRun after = (await ProgramRun.SiloAsync(_folder, [Key, ("DATABASE_URL", runtime)], "doctor")).Expect(0);
        Assert.Contains("ok    role", after.Output, StringComparison.Ordinal);

        await store.ExecuteAsync($"GRANT UPDATE ON ledger TO {role}; ALTER TABLE ledger DISABLE TRIGGER ledger_is_append_only");
        ProgramRun altered = (await ProgramRun.SiloAsync(_folder, [Key, ("DATABASE_URL", runtime)], "doctor")).Expect(1);
        Assert.Contains("fail  role", altered.Output, StringComparison.Ordinal);
        Assert.Contains("fail  ledger", altered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_server_fails_without_revealing_the_password()
    {
        (string, string)[] settings =
            [Key, ("DATABASE_URL", "postgresql://u:hush@127.0.0.1:1/d"), ("REDIS_URL", "redis://:hush@127.0.0.1:1")];
        ProgramRun run = (await ProgramRun.ApiAsync(_folder, settings, "doctor")).Expect(1);
        Assert.Contains("fail  database", run.Output, StringComparison.Ordinal);
        Assert.Contains("fail  redis", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_without_a_password_is_named()
    {
        await using RedisServer redis = await RedisServer.StartNewAsync();
        ProgramRun run =
            await ProgramRun.ApiAsync(_folder, [Key, ("API_HOST", "localhost"), ("REDIS_URL", $"redis://{redis.Configuration}")], "doctor");
        Assert.Contains("warn  redis", run.Expect(0).Output, StringComparison.Ordinal);
    }
}
