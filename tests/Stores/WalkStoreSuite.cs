using RetailGrains.Ledger.Walks;

namespace RetailGrains.Tests.Stores;

public abstract class WalkStoreSuite : StoreSuite
{
    private static readonly DateTime Now = new(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc);
    private static readonly WalkBounds Bounds = new(Walks: 3, Ids: 5_000, TimeSpan.FromMinutes(30));

    private readonly Guid[] _walks = [.. Enumerable.Range(1, 6).Select(n => new Guid(n, 0, 0, new byte[8]))];

    private IWalkStore Walks => Store.Walks;

    [Fact]
    public async Task A_walk_is_read_in_its_order_from_any_position()
    {
        string[] ids = [.. Samples.AwkwardIds, .. Ids(1_300)];
        await Walks.WriteAsync(_walks[0], ids, Bounds, Now, None);
        await Walks.WriteAsync(_walks[1], ["other"], Bounds, Now, None);
        foreach ((int from, int count) in new[] { (0, 1), (0, 500), (3, 500), (499, 2), (500, 500), (1_000, 500), (ids.Length - 1, 50) })
        {
            WalkPart part = (await Walks.ReadAsync(_walks[0], from, count, Now, None))!;
            Assert.Equal(ids.Length, part.Size);
            Assert.Equal(ids.Skip(from).Take(count), part.Ids);
        }

        Assert.Empty((await Walks.ReadAsync(_walks[0], ids.Length, 50, Now, None))!.Ids);
        Assert.Empty((await Walks.ReadAsync(_walks[0], int.MaxValue - 500, 500, Now, None))!.Ids);
        Assert.Null(await Walks.ReadAsync(_walks[2], 0, 50, Now, None));
    }

    [Fact]
    public async Task An_existing_walk_stays_unchanged_even_if_two_processes_write_it()
    {
        await Walks.WriteAsync(_walks[0], Ids(1_200), Bounds, Now, None);
        await Walks.WriteAsync(_walks[0], ["another"], Bounds, Now, None);
        Assert.Equal(1_200, (await Walks.ReadAsync(_walks[0], 0, 1, Now, None))!.Size);

        string[][] orders = [Ids(1_000), [.. Ids(1_000).Reverse()]];
        await Task.WhenAll(orders.Select(ids => Walks.WriteAsync(_walks[1], ids, Bounds, Now, None)));
        string[] read = [.. (await Walks.ReadAsync(_walks[1], 0, 500, Now, None))!.Ids,
            .. (await Walks.ReadAsync(_walks[1], 500, 500, Now, None))!.Ids];
        Assert.Contains(orders, ids => ids.SequenceEqual(read));
    }

    [Fact]
    public async Task Unused_walks_expire_and_used_ones_continue()
    {
        await Walks.WriteAsync(_walks[0], ["a"], Bounds, Now, None);
        await Walks.WriteAsync(_walks[1], ["b"], Bounds, Now, None);
        await Walks.ReadAsync(_walks[1], 0, 1, Now.AddMinutes(20), None);
        await Walks.WriteAsync(_walks[2], ["c"], Bounds, Now.AddMinutes(31), None);
        Assert.Equal((bool[])[false, true, true], await AreThereAsync(3));
        Assert.Equal(2L, await NumberAsync("SELECT count(*) FROM list_walk_ids"));
    }

    [Fact]
    public async Task Of_too_many_walks_the_least_recently_used_expire()
    {
        for (int n = 0; n < 3; n++) await Walks.WriteAsync(_walks[n], ["a"], Bounds, Now.AddSeconds(n), None);
        await Walks.ReadAsync(_walks[0], 0, 1, Now.AddMinutes(5), None);
        await Walks.WriteAsync(_walks[3], ["a"], Bounds, Now.AddMinutes(6), None);
        Assert.Equal((bool[])[true, false, true, true], await AreThereAsync(4));
    }

    [Fact]
    public async Task No_more_ids_are_stored_than_the_limit_allows()
    {
        await Walks.WriteAsync(_walks[0], Ids(2_000), Bounds, Now, None);
        await Walks.WriteAsync(_walks[1], Ids(2_000), Bounds, Now.AddSeconds(1), None);
        await Walks.WriteAsync(_walks[2], Ids(2_000), Bounds, Now.AddSeconds(2), None);
        Assert.Equal((bool[])[false, true, true], await AreThereAsync(3));
        Assert.Equal(8L, await NumberAsync("SELECT count(*) FROM list_walk_ids"));
    }

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(n => $"id {n}")];

    private async Task<bool[]> AreThereAsync(int count) =>
        await Task.WhenAll(_walks.Take(count).Select(async walk => await Walks.ReadAsync(walk, 0, 1, Now, None) is not null));

    private async Task<long> NumberAsync(string sql) => (long)(await Database.ScalarAsync(sql))!;
}

public sealed class SqliteWalkStoreTests : WalkStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresWalkStoreTests(PostgresFixture server) : WalkStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
