using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace RetailGrains.Tests.Stores;

/// <summary>Reminders are read by grain and by range of the hash ring. Hashes are unsigned, but the database's integers are not.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresReminderTests(PostgresFixture server) : StoreSuite
{
    private static readonly DateTime Start = new(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc);

    private IHost _host = null!;
    private IReminderTable _table = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _host = OrleansTables.Build(Store, "cluster", "retail");
        _table = await _host.OpenRemindersAsync();
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();

    [Fact]
    public async Task A_reminder_is_read_as_it_was_written()
    {
        ReminderEntry entry = Reminder("import/85123A", "daily '; --", TimeSpan.FromDays(40)); // more milliseconds than an integer holds
        string? etag = await _table.UpsertRow(entry);
        ReminderEntry read = (await _table.ReadRow(entry.GrainId, entry.ReminderName))!;
        Assert.Equal(
            (entry.GrainId, entry.ReminderName, entry.StartAt, entry.Period, etag),
            (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Null(await _table.ReadRow(entry.GrainId, "daily"));
        Assert.Null(await _table.ReadRow(Grain("import/85123a"), entry.ReminderName));
    }

    [Fact]
    public async Task A_rewritten_reminder_has_a_new_version_and_the_old_version_removes_nothing()
    {
        ReminderEntry entry = Reminder("a", "r", TimeSpan.FromMinutes(1));
        string first = (await _table.UpsertRow(entry))!;
        entry.Period = TimeSpan.FromMinutes(2);
        string second = (await _table.UpsertRow(entry))!;
        Assert.NotEqual(first, second);
        Assert.False(await _table.RemoveRow(entry.GrainId, "r", first));
        Assert.Equal(TimeSpan.FromMinutes(2), (await _table.ReadRow(entry.GrainId, "r"))!.Period);
        Assert.True(await _table.RemoveRow(entry.GrainId, "r", second));
        Assert.False(await _table.RemoveRow(entry.GrainId, "r", second));
        Assert.Null(await _table.ReadRow(entry.GrainId, "r"));
    }

    [Fact]
    public async Task A_grain_reads_only_its_own_reminders()
    {
        foreach ((string grain, string name) in new[] { ("a", "1"), ("a", "2"), ("b", "1") })
            await _table.UpsertRow(Reminder(grain, name, TimeSpan.FromMinutes(1)));
        Assert.Equal(["1", "2"], (await _table.ReadRows(Grain("a"))).Reminders.Select(r => r.ReminderName).Order());
        Assert.Empty((await _table.ReadRows(Grain("c"))).Reminders);
    }

    [Fact]
    public async Task Every_range_of_the_ring_excludes_its_begin_and_includes_its_end()
    {
        GrainId[] grains = [.. Enumerable.Range(0, 64).Select(n => Grain($"grain {n}"))];
        foreach (GrainId grain in grains) await _table.UpsertRow(Reminder(grain, "r"));
        uint[] hashes = [.. grains.Select(grain => grain.GetUniformHashCode()).Order()];
        Assert.Contains(hashes, hash => hash > int.MaxValue);
        Assert.Contains(hashes, hash => hash <= int.MaxValue);

        uint[] bounds = [0, 1, int.MaxValue, (uint)int.MaxValue + 1, uint.MaxValue, hashes[0], hashes[20], hashes[40], hashes[^1]];
        foreach (uint begin in bounds)
        {
            foreach (uint end in bounds)
            {
                // A range follows the ring from begin (exclusive) to end (inclusive). If both are equal, it is the whole ring.
                IEnumerable<uint> expected = begin < end
                    ? hashes.Where(hash => hash > begin && hash <= end)
                    : hashes.Where(hash => hash > begin || hash <= end);
                Assert.Equal(expected, (await _table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId.GetUniformHashCode()).Order());
            }
        }
    }

    [Fact]
    public async Task Services_on_one_database_do_not_see_each_other()
    {
        await _table.UpsertRow(Reminder("a", "r", TimeSpan.FromMinutes(1)));
        using IHost host = OrleansTables.Build(Store, "cluster", "other");
        IReminderTable other = await host.OpenRemindersAsync();
        Assert.Empty((await other.ReadRows(Grain("a"))).Reminders);
        await other.TestOnlyClearTable();
        Assert.Single((await _table.ReadRows(0, 0)).Reminders);
        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    private static GrainId Grain(string key) => GrainId.Create("reminded", key);

    private static ReminderEntry Reminder(string grain, string name, TimeSpan period) =>
        new() { GrainId = Grain(grain), ReminderName = name, StartAt = Start, Period = period };

    private static ReminderEntry Reminder(GrainId grain, string name) =>
        new() { GrainId = grain, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(1) };
}
