using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace RetailGrains.Tests.Stores;

/// <summary>Orleans grain storage on the same database, with the queries that the migrations store for it.</summary>
public abstract class OrleansStorageSuite : StoreSuite
{
    internal const string StorageName = "documents";

    [Fact]
    public async Task State_is_restored_after_a_deactivation()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        INoteGrain grain = Note(cluster, "note/1");
        Assert.Equal(new NoteView(null, false), await grain.GetAsync());
        await grain.PutAsync("first");
        await grain.PutAsync("日本 '; --");
        await grain.LeaveAsync();
        Assert.Equal(new NoteView("日本 '; --", true), await grain.GetAsync());
        await grain.PutAsync("third");
        await grain.LeaveAsync();
        Assert.Equal(new NoteView("third", true), await grain.GetAsync());
    }

    [Theory]
    [InlineData("note/85123A", "note/85123a")]
    [InlineData("note/0123", "note/123")]
    [InlineData("note/x", "note/x ")]
    public async Task Keys_that_look_alike_have_separate_states(string one, string other)
    {
        await using InProcessTestCluster cluster = await StartAsync();
        await Note(cluster, one).PutAsync("one");
        Assert.Equal(new NoteView(null, false), await Note(cluster, other).GetAsync());
        await Note(cluster, other).PutAsync("other");
        await Note(cluster, one).LeaveAsync();
        await Note(cluster, other).LeaveAsync();
        Assert.Equal(("one", "other"), ((await Note(cluster, one).GetAsync()).Text, (await Note(cluster, other).GetAsync()).Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cleared_state_is_deleted_and_can_be_written_again(bool deleteRow)
    {
        await using InProcessTestCluster cluster = await StartAsync(deleteRow);
        INoteGrain grain = Note(cluster, "note/1");
        await grain.PutAsync("first");
        await grain.ClearAsync();
        Assert.Null((await grain.GetAsync()).Text);
        await grain.LeaveAsync();
        Assert.Null((await grain.GetAsync()).Text);
        await grain.PutAsync("second");
        await grain.ClearAsync();
        await grain.PutAsync("third");
        await grain.LeaveAsync();
        Assert.Equal(new NoteView("third", true), await grain.GetAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_outdated_version_neither_writes_nor_clears(bool deleteRow)
    {
        await using InProcessTestCluster cluster = await StartAsync(deleteRow);
        IGrainStorage storage = Storage(cluster);
        GrainId id = Note(cluster, "note/1").GetGrainId();
        await storage.WriteStateAsync("note", id, State("first"));
        GrainState<Note> outdated = await ReadAsync(storage, id), current = await ReadAsync(storage, id);
        current.State!.Text = "second";
        await storage.WriteStateAsync("note", id, current);

        outdated.State!.Text = "stale";
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", id, outdated));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("note", id, outdated));
        Assert.Equal("second", (await ReadAsync(storage, id)).State!.Text);

        await storage.ClearStateAsync("note", id, current);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", id, outdated));
        Assert.Null((await ReadAsync(storage, id)).State!.Text);
    }

    [Fact]
    public async Task One_of_many_concurrent_first_writes_wins()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        IGrainStorage storage = Storage(cluster);
        for (int round = 0; round < 10; round++)
        {
            GrainId id = Note(cluster, $"note/{round}").GetGrainId();
            string?[] won =
                await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => TryWriteAsync(storage, id, $"writer {n}"))));
            string winner = Assert.Single(won.OfType<string>());
            Assert.Equal(winner, (await ReadAsync(storage, id)).State!.Text);
        }
    }

    [Fact]
    public async Task Grains_save_while_the_ledger_is_always_busy()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        IGrainStorage storage = Storage(cluster);
        using var enough = new CancellationTokenSource();
        Task<int>[] ledger = [.. Enumerable.Range(0, Partitions).Select(p => Task.Run(() => AppendUntilAsync(p, enough.Token)))];
        string?[] won = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            n => Task.Run(() => TryWriteAsync(storage, Note(cluster, $"note/{n}").GetGrainId(), $"writer {n}"))));
        await enough.CancelAsync();
        Assert.All(won, Assert.NotNull);
        for (int p = 0; p < Partitions; p++) Assert.Equal(await ledger[p], await Store.Ledger.HeadAsync(p, None));
    }

    private static INoteGrain Note(InProcessTestCluster cluster, string key) => cluster.Client.GetGrain<INoteGrain>(key);

    private static IGrainStorage Storage(InProcessTestCluster cluster) =>
        cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(StorageName);

    private static GrainState<Note> State(string text) => new() { State = new Note { Text = text } };

    private static async Task<GrainState<Note>> ReadAsync(IGrainStorage storage, GrainId id)
    {
        var state = new GrainState<Note>();
        await storage.ReadStateAsync("note", id, state);
        return state;
    }

    /// <summary>Returns the text, or null when another writer was first.</summary>
    private static async Task<string?> TryWriteAsync(IGrainStorage storage, GrainId id, string text)
    {
        try
        {
            await storage.WriteStateAsync("note", id, State(text));
            return text;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
    }

    /// <summary>Returns the number of entries that it appended.</summary>
    private async Task<int> AppendUntilAsync(int partition, CancellationToken enough)
    {
        int sequence = 0;
        while (!enough.IsCancellationRequested)
            await Store.Ledger.AppendAsync([.. Enumerable.Range(0, 100).Select(_ => Samples.Entry(partition, ++sequence))], None);
        return sequence;
    }

    private async Task<InProcessTestCluster> StartAsync(bool deleteRow = false)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddAdoNetGrainStorage(StorageName, options =>
        {
            options.Invariant = Store.OrleansInvariant;
            options.ConnectionString = Store.ConnectionString;
            options.DeleteStateOnClear = deleteRow;
        }));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

/// <summary>A grain with one document.</summary>
[Alias("retail.tests.INoteGrain")]
public interface INoteGrain : IGrainWithStringKey
{
    /// <summary>Saves a text.</summary>
    [Alias("PutAsync")]
    Task PutAsync(string text);

    /// <summary>Returns the saved text.</summary>
    [Alias("GetAsync")]
    Task<NoteView> GetAsync();

    /// <summary>Clears the state.</summary>
    [Alias("ClearAsync")]
    Task ClearAsync();

    /// <summary>Deactivates the grain; the next call creates a new activation.</summary>
    [Alias("LeaveAsync")]
    Task LeaveAsync();
}

[GenerateSerializer, Alias("retail.tests.NoteView")]
public sealed record NoteView([property: Id(0)] string? Text, [property: Id(1)] bool Exists);

[GenerateSerializer, Alias("retail.tests.Note")]
public sealed class Note
{
    [Id(0)]
    public string? Text { get; set; }
}

internal sealed class NoteGrain([PersistentState("note", OrleansStorageSuite.StorageName)] IPersistentState<Note> state) : Grain, INoteGrain
{
    public Task PutAsync(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task<NoteView> GetAsync() => Task.FromResult(new NoteView(state.State.Text, state.RecordExists));

    public Task ClearAsync() => state.ClearStateAsync();

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
