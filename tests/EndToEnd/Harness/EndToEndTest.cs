using System.Net;
using System.Text.Json;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>
/// A test that starts the API on a separate, empty store. A suite with a subclass for each database is abstract, and its subclasses
/// choose the store.
/// </summary>
public abstract class EndToEndTest(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<ApiProcess> _started = [];

    private protected TestStore Store { get; private set; } = null!;

    private protected ITestOutputHelper Output => output;

    public virtual async Task InitializeAsync() => Store = await CreateStoreAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (ApiProcess api in _started) await api.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>The embedded store, unless a suite says otherwise.</summary>
    private protected virtual Task<TestStore> CreateStoreAsync() => Task.FromResult<TestStore>(new SqliteTestStore());

    /// <summary>Starts the API; returns when it is ready. It is killed when the test ends, if it has not ended before.</summary>
    private protected async Task<ApiProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        ApiProcess api = await ApiProcess.StartReadyAsync(Store, settings);
        _started.Add(api);
        return api;
    }

    /// <summary>Waits until the rebuild has ended without an error; returns its status.</summary>
    private protected static async Task<Answer> WhenRebuiltAsync(ApiProcess api)
    {
        Answer? status = null;
        await Eventually.IsTrueAsync(
            "the rebuild ends",
            async () =>
                !(status = (await api.Client.GetAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.OK))["running"].GetBoolean(),
            () => $"{status!.Text}\n{api.Log()}");
        Assert.True(status!["error"].ValueKind == JsonValueKind.Null, status.Text);
        return status;
    }
}
