using System.Net;
using StackExchange.Redis;

namespace RetailGrains.Tests.EndToEnd.Tracing;

/// <summary>A silo and an API that trace every request, and the receiver of the spans.</summary>
public sealed class TracedCluster(PostgresFixture server) : IAsyncLifetime
{
    private TestStore _store = null!;
    private SiloProcess _silo = null!;

    internal PostgresFixture Server => server;

    internal RedisServer Redis { get; private set; } = null!;

    internal TraceReceiver Receiver { get; private set; } = null!;

    internal ApiProcess Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _store = await server.CreateStoreAsync();
        Redis = await RedisServer.StartNewAsync(durable: false);
        Receiver = new TraceReceiver();
        (string, string)[] settings =
            [("REDIS_URL", $"redis://{Redis.Configuration}"), ("OTEL_TRACES_SAMPLER_ARG", "1"), .. Receiver.Settings];
        _silo = SiloProcess.Start(_store, settings);
        Api = await ApiProcess.StartReadyAsync(_store, [("RETAIL_CLUSTER", "postgres"), .. settings]);
    }

    public async Task DisposeAsync()
    {
        if (Api is not null) await Api.DisposeAsync();
        if (_silo is not null) await _silo.DisposeAsync();
        if (Receiver is not null) await Receiver.DisposeAsync();
        if (Redis is not null) await Redis.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
    }
}

[Collection(PostgresCollection.Name)]
public sealed class TraceTests(TracedCluster cluster, ITestOutputHelper output) : IClassFixture<TracedCluster>
{
    [Fact]
    public async Task A_sale_is_traced_from_the_request_to_the_commit_and_by_links_to_delivery_and_save()
    {
        string traceId = Guid.NewGuid().ToString("N");
        // The first requests compile the code, and others share the commits, as under load.
        for (int n = 0; n < 5; n++) await BesideAsync(n);
        Task others = BesideAsync(5);
        (await cluster.Api.Client.PostTracedAsync(Sale.Number("traced", 1), traceId)).Expect(HttpStatusCode.Created);
        await others;

        ReceivedSpan commit = await SpanAsync("the commit", () => CommitOf(traceId));
        ReceivedSpan statement = await SpanAsync(
            "its statement", () => Children(commit).FirstOrDefault(span => span.Tags.ContainsKey("db.system.name")));
        ReceivedSpan delivery = await SpanAsync("the delivery", () => LinkedTo("ledger.deliver", commit));
        ReceivedSpan call = await SpanAsync(
            "a call of an entity", () => Trace(delivery).FirstOrDefault(span => IsCall(span, "ApplyAsync")));
        ReceivedSpan save = await SpanAsync("the save", () => cluster.Receiver.Spans.FirstOrDefault(span =>
            span.Name == "projection.save" && span.Links.Any(link => link.TraceId == delivery.TraceId)));

        IReadOnlyList<ReceivedSpan> request = cluster.Receiver.Trace(traceId);
        output.WriteLine(string.Join(
            "\n", new[] { request, Trace(commit), Trace(delivery), Trace(save) }.Select(ReceivedSpan.Tree).Distinct()));
        Assert.Contains(request, span => span is { Service: "retail-api", Name: "POST /api/v1/transactions" });
        Assert.Contains(request, span => IsCall(span, "AppendAsync"));
        Assert.All([statement, call], span => Assert.False(span.HasFailed));
    }

    [Fact]
    public async Task An_entry_of_a_stream_is_traced_to_the_commit()
    {
        using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Configuration);
        await redis.GetDatabase().StreamAddAsync("sales:3", [new("v", "1"), new("tx", Sale.Number("streamed", 1).ToJson())]);

        ReceivedSpan ingest = await SpanAsync(
            "the ingestion", () => cluster.Receiver.Spans.FirstOrDefault(span => span.Name == "stream.ingest"));
        ReceivedSpan commit = await SpanAsync("the commit", () => CommitOf(ingest.TraceId));

        output.WriteLine(ReceivedSpan.Tree(Trace(ingest)));
        Assert.Equal("3", ingest.Tags["retail.shard"]);
        Assert.Equal("", ingest.ParentId);
        Assert.NotEqual(0ul, commit.End);
    }

    [Fact]
    public async Task A_problem_names_its_trace_and_spans_contain_no_personal_data()
    {
        string traceId = Guid.NewGuid().ToString("N");
        Answer problem = (await cluster.Api.Client.GetTracedAsync("/customers/somebody-private", traceId)).Expect(HttpStatusCode.NotFound);
        Assert.Equal(traceId, problem["traceId"].GetString());

        ReceivedSpan request = await SpanAsync(
            "the request", () => cluster.Receiver.Trace(traceId).FirstOrDefault(span => span.ParentId == RetailClient.CallerSpan));
        await SpanAsync("the grain's answer", () => cluster.Receiver.Trace(traceId).FirstOrDefault(span => IsCall(span, "GetAsync")));
        Assert.True(request.Name == "GET /api/v1/customers/{id}", $"{request.Name}: {string.Join(", ", request.Tags)}");
        string tags = string.Join('\n', Trace(request).SelectMany(span => span.Tags.Values));
        Assert.DoesNotContain("somebody-private", tags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_and_background_work_start_no_trace()
    {
        await cluster.Api.Client.GetRootAsync("/ready");
        string traceId = Guid.NewGuid().ToString("N");
        await cluster.Api.Client.GetTracedAsync("/stores", traceId);
        await SpanAsync("a later request", () => cluster.Receiver.Trace(traceId) is [var first, ..] ? first : null);

        HashSet<string> mayBegin = ["GET", "POST", "stream.ingest", "ledger.deliver", "projection.save"];
        IReadOnlyList<ReceivedSpan> all = cluster.Receiver.Spans;
        Assert.Subset(mayBegin, all.Where(span => span.ParentId == "").Select(span => span.Name.Split(' ')[0]).ToHashSet());
        Assert.DoesNotContain(all, span => span.Tags.GetValueOrDefault("http.route") is "/ready" or "/health" or "/metrics");
    }

    [Fact]
    public async Task A_request_that_fails_is_traced_although_it_is_not_sampled()
    {
        await using TestStore store = await cluster.Server.CreateStoreAsync();
        (string, string)[] settings = [("OTEL_TRACES_SAMPLER_ARG", "0"), .. cluster.Receiver.Settings];
        await using SiloProcess silo = SiloProcess.Start(store, settings);
        await using ApiProcess alone = await ApiProcess.StartReadyAsync(
            store, [("RETAIL_CLUSTER", "postgres"), ("REQUEST_PATIENCE", "1"), .. settings]);
        await silo.KillAsync();
        Answer problem = (await alone.Client.GetAsync("/summary")).Expect(HttpStatusCode.ServiceUnavailable);
        ReceivedSpan span = await SpanAsync(
            "the failure", () => cluster.Receiver.Trace(problem["traceId"].GetString()!) is [var only] ? only : null);
        Assert.Equal(
            ("GET /api/v1/summary", "", "503", true),
            (span.Name, span.ParentId, span.Tags["http.response.status_code"], span.HasFailed));
    }

    private static bool IsCall(ReceivedSpan span, string method) =>
        span.Service == "retail-silo" && span.Name.EndsWith($"/{method}", StringComparison.Ordinal);

    private Task<Answer[]> BesideAsync(int round) => Task.WhenAll(
        Enumerable.Range(0, 20).Select(n => cluster.Api.Client.PostAsync(Sale.Number("beside", (round * 20) + n))));

    private async Task<ReceivedSpan> SpanAsync(string what, Func<ReceivedSpan?> find)
    {
        ReceivedSpan? found = null;
        await Eventually.IsTrueAsync(
            $"{what} arrives",
            () => Task.FromResult((found = find()) is not null),
            () => string.Join('\n', cluster.Receiver.Spans.Select(span => $"{span.TraceId} {span.Service}: {span.Name}")));
        return found!;
    }

    /// <summary>The commit in the trace itself, or the one that a span of the trace is linked to.</summary>
    private ReceivedSpan? CommitOf(string traceId)
    {
        IReadOnlyList<ReceivedSpan> trace = cluster.Receiver.Trace(traceId);
        string[] linked = [.. trace.SelectMany(span => span.Links).Select(link => link.SpanId)];
        return trace.FirstOrDefault(span => span.Name == "ledger.commit")
            ?? cluster.Receiver.Spans.FirstOrDefault(span => span.Name == "ledger.commit" && linked.Contains(span.SpanId));
    }

    private IEnumerable<ReceivedSpan> Children(ReceivedSpan parent) => cluster.Receiver.Spans.Where(span => span.ParentId == parent.SpanId);

    private ReceivedSpan? LinkedTo(string name, ReceivedSpan cause) =>
        cluster.Receiver.Spans.FirstOrDefault(span => span.Name == name && span.Links.Any(link => link.SpanId == cause.SpanId));

    private IReadOnlyList<ReceivedSpan> Trace(ReceivedSpan span) => cluster.Receiver.Trace(span.TraceId);
}
