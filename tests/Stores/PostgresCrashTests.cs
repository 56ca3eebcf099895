using RetailGrains.Ledger;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Settings;
using RetailGrains.Tests.Support;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

public sealed class PostgresCrashTests
{
    [Fact]
    public async Task A_crash_of_the_database_loses_nothing_that_was_appended()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync();
        var options = new StoreOptions { DatabaseUrl = await server.CreateDatabaseAsync() };
        await using RetailStoreParts store = PostgresBackend.Open(options);
        await store.Database.MigrateAsync(CancellationToken.None);
        long appended = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task writer = Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    await store.Ledger.AppendAsync([Entry(0, appended + 1), Entry(0, appended + 2)], CancellationToken.None);
                }
                catch (Npgsql.NpgsqlException)
                {
                    return;
                }

                appended += 2;
                if (appended == 20) enough.SetResult();
            }
        });
        await enough.Task;
        await server.StopImmediateAsync();
        await writer;
        await server.StartAsync();

        // The commit in progress was recorded completely or not at all. Every commit before it was recorded.
        await using RetailStoreParts again = PostgresBackend.Open(options);
        long head = await again.Ledger.HeadAsync(0, CancellationToken.None);
        Assert.Contains(head, (long[])[appended, appended + 2]);
        long read = 0;
        await foreach (LedgerEntry entry in again.Ledger.ReadAsync(0, 0, head, CancellationToken.None))
            AssertSame(Entry(0, ++read), entry);
        Assert.Equal(head, read);
    }

    [Fact]
    public async Task Commits_are_synchronous_whatever_the_database_is_configured_to_do()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync();
        string url = await server.CreateDatabaseAsync();
        await using (RetailStoreParts plain = PostgresBackend.Open(new StoreOptions { DatabaseUrl = url }))
        {
            var source = (Npgsql.NpgsqlDataSource)plain.Source!;
            await using Npgsql.NpgsqlCommand loosen = source.CreateCommand("ALTER DATABASE retail_1 SET synchronous_commit = off");
            await loosen.ExecuteNonQueryAsync();
        }

        await using RetailStoreParts store = PostgresBackend.Open(new StoreOptions { DatabaseUrl = url });
        await using Npgsql.NpgsqlCommand show = ((Npgsql.NpgsqlDataSource)store.Source!).CreateCommand("SHOW synchronous_commit");
        Assert.Equal("on", await show.ExecuteScalarAsync());
    }
}
