using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using RetailGrains.ServiceDefaults.Tracing;
using RetailGrains.Tracing;

namespace RetailGrains.Tests.Unit.Tracing;

public sealed class RequestSamplerTests : IDisposable
{
    private readonly ActivitySource _source = new($"RetailGrains.Tests.{Guid.NewGuid()}");
    private readonly Exported _exported = new();

    public void Dispose() => _source.Dispose();

    [Fact]
    public void A_ratio_of_zero_exports_nothing_that_succeeds()
    {
        using TracerProvider _ = Provide(ratio: 0);
        using (Request())
        using (_source.StartActivity("SQL", ActivityKind.Client))
        {
        }

        Assert.Empty(_exported.Names);
    }

    [Fact]
    public void A_ratio_of_one_exports_requests_and_what_they_cause()
    {
        using TracerProvider _ = Provide(ratio: 1);
        using (Request())
        using (_source.StartActivity("SQL", ActivityKind.Client))
        {
        }

        Assert.Equal(["SQL", RequestSampler.HttpRequest], _exported.Names);
    }

    [Theory]
    [InlineData(500, "/api/v1/transactions", true)]
    [InlineData(503, "/api/v1/transactions", true)]
    [InlineData(409, "/api/v1/transactions", false)]
    [InlineData(503, "/ready", false)]
    public async Task A_request_that_fails_is_exported_although_it_is_not_sampled(int status, string path, bool isExported)
    {
        using TracerProvider _ = Provide(ratio: 0);
        using (Activity request = Request(path)!)
        {
            Assert.False(request.IsAllDataRequested); // costs nothing while it succeeds
            _source.StartActivity("SQL", ActivityKind.Client)?.Dispose();
            await AnswerAsync(request, path, status);
        }

        if (!isExported)
        {
            Assert.Empty(_exported.Names);
            return;
        }

        Activity span = Assert.Single(_exported.Spans);
        Assert.Equal(
            (RequestSampler.HttpRequest, default, ActivityStatusCode.Error), (span.OperationName, span.ParentSpanId, span.Status));
        Assert.Equal("PUT", span.DisplayName);
        Assert.Null(span.GetTagItem(RequestSampler.Path));
    }

    [Fact]
    public void A_sampled_request_that_fails_is_marked()
    {
        using TracerProvider _ = Provide(ratio: 1);
        using (Activity? request = Request()) request!.SetTag(SpanFinisher.Status, 503);

        Assert.Equal(ActivityStatusCode.Error, _exported.Spans[0].Status);
    }

    [Fact]
    public void A_commit_that_fails_is_exported_although_no_request_of_it_is_sampled()
    {
        using TracerProvider _ = Provide(ratio: 0);
        using (Activity? commit = _source.StartActivity(Spans.Commit)) commit.Fail(new TimeoutException());
        using (_source.StartActivity(Spans.Commit))
        {
        }

        Assert.Equal([Spans.Commit], _exported.Names);
    }

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, 1)]
    [InlineData(ActivityTraceFlags.None, 0)]
    public void The_caller_decides_whether_its_trace_is_sampled(ActivityTraceFlags flags, int exported)
    {
        using TracerProvider _ = Provide(ratio: exported == 0 ? 1 : 0);
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);
        Request(parent: caller)!.Dispose();

        Assert.Equal(exported, _exported.Names.Count);
    }

    [Fact]
    public void Work_that_is_linked_to_a_sampled_span_is_sampled()
    {
        using TracerProvider _ = Provide(ratio: 0);
        var cause = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        _source.StartActivity(Spans.Deliver, ActivityKind.Internal, parentContext: default, links: [new ActivityLink(cause)])!.Dispose();

        Assert.Equal([Spans.Deliver], _exported.Names);
    }

    [Theory]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    [InlineData("/api/v1/health")]
    public void Probes_are_not_traced(string path)
    {
        using TracerProvider _ = Provide(ratio: 1);
        using (Request(path))
        using (_source.StartActivity("SQL", ActivityKind.Client))
        {
        }

        Assert.Empty(_exported.Names);
    }

    [Fact]
    public void Background_work_starts_no_trace()
    {
        using TracerProvider _ = Provide(ratio: 1);
        foreach (ActivityKind kind in Enum.GetValues<ActivityKind>()) _source.StartActivity("a timer's call", kind)?.Dispose();
        _source.StartActivity(Spans.Commit)?.Dispose();

        Assert.Empty(_exported.Names);
    }

    [Fact]
    public void Ids_are_removed()
    {
        using TracerProvider _ = Provide(ratio: 1);
        using (Activity? request = Request("/api/v1/customers/17850"))
            request!.SetTag("http.route", "/api/v1/customers/{id}").SetTag("url.query", "customerId=17850");

        Assert.Equal(["http.route"], _exported.Spans[0].TagObjects.Where(tag => tag.Value is not null).Select(tag => tag.Key));
    }

    private Activity? Request(string path = "/api/v1/transactions", ActivityContext parent = default) =>
        _source.StartActivity(RequestSampler.HttpRequest, ActivityKind.Server, parent, [new("url.path", path)]);

    /// <summary>Answers a request that has a span, as the server does.</summary>
    private static async Task AnswerAsync(Activity request, string path, int status)
    {
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        var pipeline = new ApplicationBuilder(services);
        new RequestTags(Spans.PassToCalls).Configure(app => app.Run(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        }))(pipeline);
        var context = new DefaultHttpContext { Request = { Method = "PUT", Path = path } };
        context.Features.Set<IHttpActivityFeature>(new ActivityFeature { Activity = request });
        await pipeline.Build()(context);
    }

    private TracerProvider Provide(double ratio) => Sdk.CreateTracerProviderBuilder()
        .AddSource(_source.Name)
        .SetSampler(new RequestSampler(ratio, [.. Spans.Roots]))
        .AddProcessor(new SpanFinisher())
        .AddProcessor(new SimpleActivityExportProcessor(_exported))
        .Build();

    private sealed class ActivityFeature : IHttpActivityFeature
    {
        public required Activity Activity { get; set; }
    }

    private sealed class Exported : BaseExporter<Activity>
    {
        public List<Activity> Spans { get; } = [];

        public List<string> Names => Spans.ConvertAll(span => span.OperationName);

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (Activity span in batch) Spans.Add(span);
            return ExportResult.Success;
        }
    }
}
