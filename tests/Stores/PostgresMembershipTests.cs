using System.Net;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Runtime;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Membership;

namespace RetailGrains.Tests.Stores;

/// <summary>The membership guarantees that Orleans relies on, and the checks that keep a dead silo from appending to the ledger.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresMembershipTests(PostgresFixture server) : StoreSuite
{
    private static readonly DateTime Now = new(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc);

    private IHost _host = null!;
    private IMembershipTable _table = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _host = OrleansTables.Build(Store, "cluster", "retail");
        _table = await _host.OpenMembershipAsync();
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();

    [Fact]
    public async Task A_row_is_read_as_it_was_inserted_and_increments_the_version()
    {
        Assert.Equal(0, (await ReadAsync()).Version.Version);
        MembershipEntry silo = Silo(1, SiloStatus.Joining);
        Assert.True(await InsertAsync(silo));
        MembershipTableData read = await _table.ReadRowAsync(silo.SiloAddress, None);
        (MembershipEntry entry, _) = Assert.Single(read.Members);
        Assert.Equal(1, read.Version.Version);
        Assert.Equal(
            (silo.SiloAddress, silo.SiloName, silo.HostName, silo.Status, silo.ProxyPort, silo.StartTime, silo.IAmAliveTime),
            (entry.SiloAddress, entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime));
        Assert.Null(entry.SuspectTimes);
        Assert.Empty((await _table.ReadRowAsync(Silo(2, SiloStatus.Active).SiloAddress, None)).Members);
    }

    [Fact]
    public async Task A_row_is_inserted_once_and_only_with_the_current_version()
    {
        TableVersion before = (await ReadAsync()).Version;
        Assert.True(await _table.InsertRowAsync(Silo(1, SiloStatus.Joining), before.Next(), None));
        Assert.False(await _table.InsertRowAsync(Silo(2, SiloStatus.Joining), before.Next(), None));
        Assert.False(await InsertAsync(Silo(1, SiloStatus.Joining)));
        Assert.Single((await ReadAsync()).Members);
        Assert.Equal(1, (await ReadAsync()).Version.Version);
    }

    [Fact]
    public async Task A_change_is_refused_when_another_came_first()
    {
        await InsertAsync(Silo(1, SiloStatus.Joining));
        MembershipTableData seen = await ReadAsync();
        MembershipEntry changed = Silo(1, SiloStatus.Active);
        changed.AddSuspector(Silo(2, SiloStatus.Active).SiloAddress, Now);
        Assert.True(await _table.UpdateRowAsync(changed, seen.Version.VersionEtag, seen.Version.Next(), None));
        MembershipEntry late = Silo(1, SiloStatus.Dead);
        Assert.False(await _table.UpdateRowAsync(late, seen.Version.VersionEtag, seen.Version.Next(), None));
        MembershipEntry held = (await ReadAsync()).Members.Single().Item1;
        Assert.Equal(SiloStatus.Active, held.Status);
        Assert.Equal(changed.SuspectTimes, held.SuspectTimes);

        MembershipTableData now = await ReadAsync();
        Assert.False(await _table.UpdateRowAsync(Silo(9, SiloStatus.Active), now.Version.VersionEtag, now.Version.Next(), None));
        Assert.Equal(now.Version.Version, (await ReadAsync()).Version.Version);
    }

    [Fact]
    public async Task One_of_many_concurrent_inserts_or_updates_wins_per_version()
    {
        const int Silos = 6;
        await Task.WhenAll(Enumerable.Range(1, Silos).Select(n => Task.Run(async () =>
        {
            while (!await InsertAsync(Silo(n, SiloStatus.Joining))) await Task.Yield();
            while (!await ChangeAsync(Silo(n, SiloStatus.Active))) await Task.Yield();
        })));
        MembershipTableData data = await ReadAsync();
        Assert.Equal(Silos, data.Members.Count);
        Assert.All(data.Members, member => Assert.Equal(SiloStatus.Active, member.Item1.Status));
        Assert.Equal(2 * Silos, data.Version.Version);
    }

    [Fact]
    public async Task A_heartbeat_changes_nothing_else()
    {
        await InsertAsync(Silo(1, SiloStatus.Active));
        await InsertAsync(Silo(2, SiloStatus.Active));
        MembershipEntry alive = Silo(1, SiloStatus.Dead);
        alive.IAmAliveTime = Now.AddMinutes(3);
        await _table.UpdateIAmAliveAsync(alive, None);
        MembershipTableData data = await ReadAsync();
        Assert.Equal(
            [Now.AddMinutes(3), Now], data.Members.OrderBy(m => m.Item1.SiloAddress.Endpoint.Port).Select(m => m.Item1.IAmAliveTime));
        Assert.All(data.Members, member => Assert.Equal(SiloStatus.Active, member.Item1.Status));
        Assert.Equal(2, data.Version.Version);
    }

    [Fact]
    public async Task Only_silos_that_died_long_ago_are_removed()
    {
        await InsertAsync(Silo(1, SiloStatus.Dead));
        await InsertAsync(Silo(2, SiloStatus.Joining));
        await InsertAsync(Silo(3, SiloStatus.Active));
        MembershipEntry recent = Silo(4, SiloStatus.Dead);
        recent.IAmAliveTime = Now.AddDays(1);
        await InsertAsync(recent);
        await _table.CleanupDefunctSiloEntriesAsync(Now.AddHours(1), None);
        Assert.Equal([2, 3, 4], (await ReadAsync()).Members.Select(m => m.Item1.SiloAddress.Endpoint.Port).Order());
    }

    [Fact]
    public async Task Clusters_on_one_database_do_not_see_each_other()
    {
        await InsertAsync(Silo(1, SiloStatus.Active));
        using IHost host = OrleansTables.Build(Store, "other", "retail");
        IMembershipTable other = await host.OpenMembershipAsync();
        Assert.Empty((await other.ReadAllAsync(None)).Members);
        await other.DeleteMembershipTableEntriesAsync("other", None);
        Assert.Single((await ReadAsync()).Members);
    }

    [Fact]
    public async Task The_ledger_refuses_entries_from_a_dead_silo()
    {
        MembershipEntry one = Silo(1, SiloStatus.Active), other = Silo(2, SiloStatus.Active);
        await InsertAsync(one);
        await InsertAsync(other);
        await using RetailStoreParts process = Database.Open();
        process.Silos!.TagWith(Identity(one));
        await process.Ledger.AppendAsync([Samples.Entry(0, 1)], None);
        Assert.True(await process.Silos.IsMemberAsync("cluster", Identity(one), None));

        one.Status = SiloStatus.Dead;
        Assert.True(await ChangeAsync(one));
        await Assert.ThrowsAsync<StaleActivationException>(() => process.Ledger.AppendAsync([Samples.Entry(0, 2)], None));
        Assert.Equal(1, await Store.Ledger.HeadAsync(0, None));
        Assert.False(await process.Silos.IsMemberAsync("cluster", Identity(one), None));

        await Store.Ledger.AppendAsync([Samples.Entry(0, 2)], None); // not a silo, so not checked
        await using RetailStoreParts survivor = Database.Open();
        survivor.Silos!.TagWith(Identity(other));
        await survivor.Ledger.AppendAsync([Samples.Entry(0, 3)], None);
    }

    [Fact]
    public async Task Reading_its_own_membership_closes_the_connections_of_dead_silos()
    {
        MembershipEntry dead = Silo(1, SiloStatus.Active), other = Silo(2, SiloStatus.Active);
        await InsertAsync(dead);
        await InsertAsync(other);
        await using RetailStoreParts process = Database.Open();
        process.Silos!.TagWith(Identity(dead));
        await using NpgsqlConnection open = await ((NpgsqlDataSource)process.Source!).OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await open.BeginTransactionAsync();
        await using RetailStoreParts survivor = Database.Open();
        survivor.Silos!.TagWith(Identity(other));
        Assert.True(await survivor.Silos.IsMemberAsync("cluster", Identity(other), None));
        await using (var alive = new NpgsqlCommand("SELECT 1", open, transaction)) Assert.Equal(1, await alive.ExecuteScalarAsync());

        dead.Status = SiloStatus.Dead;
        Assert.True(await ChangeAsync(dead));
        Assert.True(await survivor.Silos.IsMemberAsync("cluster", Identity(other), None));
        await using var closed = new NpgsqlCommand("SELECT 1", open, transaction);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => closed.ExecuteScalarAsync());
        Assert.True(await survivor.Silos.IsMemberAsync("cluster", Identity(other), None));
    }

    private static SiloIdentity Identity(MembershipEntry silo) => new(
        silo.SiloAddress.Endpoint.Address.ToString(), silo.SiloAddress.Endpoint.Port, silo.SiloAddress.Generation);

    private static MembershipEntry Silo(int number, SiloStatus status) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("10.1.2.3"), number, 1000 + number),
        SiloName = $"silo {number}",
        HostName = "host",
        Status = status,
        ProxyPort = 30_000 + number,
        StartTime = Now,
        IAmAliveTime = Now,
    };

    private Task<MembershipTableData> ReadAsync() => _table.ReadAllAsync(None);

    private async Task<bool> InsertAsync(MembershipEntry silo) =>
        await _table.InsertRowAsync(silo, (await ReadAsync()).Version.Next(), None);

    private async Task<bool> ChangeAsync(MembershipEntry silo)
    {
        TableVersion version = (await ReadAsync()).Version;
        return await _table.UpdateRowAsync(silo, version.VersionEtag, version.Next(), None);
    }
}
