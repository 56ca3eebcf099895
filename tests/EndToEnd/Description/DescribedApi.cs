using System.Text.Json;
using RetailGrains.Tests.EndToEnd.Streams;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>One API on the embedded store and a Redis, for the tests that compare it with its description.</summary>
public sealed class DescribedApi : IAsyncLifetime
{
    private TestStore? _store;
    private ApiProcess? _process;
    private Feed? _feed;

    internal ApiDescription Description { get; private set; } = null!;

    internal RetailClient Client => _process!.Client;

    internal HttpClient Http { get; private set; } = null!;

    internal Uri Address => Client.Address;

    public async Task InitializeAsync()
    {
        _store = TestStore.NewEmbedded();
        Http = NewHttp();
        _feed = await Feed.StartAsync();
        _process = await ApiProcess.StartReadyAsync(_store, ("REDIS_URL", _feed.Url));
        Description = await ApiDescription.OfAsync(Client);
    }

    public async Task DisposeAsync()
    {
        Http?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        if (_feed is not null) await _feed.DisposeAsync();
    }

    /// <summary>The ids of the dead letters of two entries that cannot be recorded.</summary>
    internal async Task<string[]> AddDeadLettersAsync()
    {
        await _feed!.AddAsync(0, ("v", "1"), ("tx", "{"));
        await _feed.AddAsync(0, ("v", "1"), ("tx", "[]"));
        string[] ids = [];
        await Eventually.IsTrueAsync(
            "both entries are set aside",
            async () =>
            {
                ids = [.. (await Client.ListAsync("/admin/dead-letters")).Select(one => one.GetProperty("id").GetString()!)];
                return ids.Length >= 2;
            });
        return ids;
    }

    /// <summary>Sends a call, whose answer must be as described.</summary>
    internal async Task<Exchange> ExpectAsync(string operation, int status, Call call)
    {
        Exchange answer = await Exchange.SendAsync(Http, Address, call);
        Assert.True(answer.Status == status, $"{call} was answered {answer.Status} instead of {status}: {answer.Text}");
        string? wrong = Description.WrongWith(Description[operation], answer);
        Assert.True(wrong is null, $"{call} was answered {answer.Status} {answer.Text}: {wrong}");
        return answer;
    }

    private static HttpClient NewHttp() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
}

[CollectionDefinition(Name)]
public sealed class DescribedApiCollection : ICollectionFixture<DescribedApi>
{
    public const string Name = "Described API";
}
