using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Client;
using RetailGrains.Client.Access;
using RetailGrains.Client.Live;
using RetailGrains.Client.Retries;
using static RetailGrains.Tests.Packages.StubApi;

namespace RetailGrains.Tests.Packages;

public sealed class ClientTests
{
    private const string Unavailable = """{"title":"Unavailable","status":503,"detail":null,"traceId":"t"}""";

    private static readonly NewTransaction Sale = new()
    {
        TransactionId = "r-1",
        StoreId = "london",
        OccurredAt = DateTimeOffset.UnixEpoch,
        Lines = [],
    };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    private RetailClient Client(StubApi api) => new(
        new RetailClientOptions { Address = new Uri("http://retail.test/"), ClientId = "client-1", ClientSecret = "of-the-test" },
        api,
        _time);

    [Fact]
    public async Task A_token_is_requested_once_and_again_shortly_before_it_expires()
    {
        var api = new StubApi(Token("first", 600), Healthy, Healthy, Token("second", 600), Healthy);
        using RetailClient client = Client(api);

        await client.Api.GetApiHealthAsync();
        _time.Advance(TimeSpan.FromSeconds(539));
        await client.Api.GetApiHealthAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await client.Api.GetApiHealthAsync();

        Assert.Equal([null, "Bearer first", "Bearer first", null, "Bearer second"], api.Asked.Select(asked => asked.Authorization));
        Assert.Contains("client_secret=of-the-test", api.Asked[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        var refused = Json(HttpStatusCode.Unauthorized, Problem(401));
        var api = new StubApi(Token("first"), refused, Token("second"), refused);
        using RetailClient client = Client(api);

        ApiException e = await Assert.ThrowsAnyAsync<ApiException>(() => client.Api.GetApiHealthAsync());

        Assert.Equal(401, e.StatusCode);
        Assert.Equal([null, "Bearer first", null, "Bearer second"], api.Asked.Select(asked => asked.Authorization));
    }

    [Fact]
    public async Task Wrong_credentials_are_reported_with_the_client_and_not_the_secret()
    {
        using RetailClient client = Client(new StubApi(Json(HttpStatusCode.Unauthorized, Problem(401))));

        HttpRequestException e = await Assert.ThrowsAsync<HttpRequestException>(() => client.Api.GetApiHealthAsync());

        Assert.Contains("client-1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("of-the-test", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_not_retried_before_the_time_in_the_answer()
    {
        var api = new StubApi(
            Token("t"),
            Json(HttpStatusCode.ServiceUnavailable, Unavailable, "7"),
            Json(HttpStatusCode.Created, """{"transactionId":"r-1","position":"3-1","total":0,"duplicate":false}"""));
        using RetailClient client = Client(api);

        Task<ApiResponse<Recorded>> post = client.Api.PostTransactionAsync(Sale);
        await UntilAsync(() => api.Asked.Count == 2);
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(2, api.Asked.Count);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("3-1", (await post).Result.Position);
        Assert.Equal(api.Asked[1].Body, api.Asked[2].Body);
    }

    [Fact]
    public async Task A_retry_that_is_due_after_the_callers_timeout_is_left_to_the_caller()
    {
        var api = new StubApi(Token("t"), Json(HttpStatusCode.TooManyRequests, Problem(429), "600"));
        using RetailClient client = Client(api);

        ApiException e = await Assert.ThrowsAnyAsync<ApiException>(() => client.Api.PostTransactionAsync(Sale));

        Assert.Equal((429, TimeSpan.FromMinutes(10)), (e.StatusCode, e.RetryAfter));
        Assert.Equal(2, api.Asked.Count);
    }

    [Fact]
    public async Task Bad_input_names_its_fields()
    {
        var api = new StubApi(Token("t"), Json(HttpStatusCode.BadRequest, Problem(400, """{"lines[0].quantity":["must be a number."]}""")));
        using RetailClient client = Client(api);

        ApiException e = await Assert.ThrowsAnyAsync<ApiException>(() => client.Api.PostTransactionAsync(Sale));

        Assert.Equal(["must be a number."], e.FieldErrors["lines[0].quantity"]);
        Assert.Equal("Refused", e.Problem?.Title);
    }

    [Fact]
    public async Task Live_events_continue_where_the_connection_was_lost()
    {
        const string Totals =
            """{"netRevenue":15.30,"grossSales":15.30,"reductions":0,"units":6,"lines":1,"transactions":1"""
            + ""","returns":0,"firstAt":null,"lastAt":null,"currency":null,"discounts":0,"tax":0,"netRevenueExTax":15.30}""";
        const string Others = ": nothing new\n\nevent: later\ndata: ?\n\n";
        string first = $"event: chain\nid: 1.0\ndata: {{\"totals\":{Totals},\"transactions\":[],\"more\":false}}\n\n{Others}";
        string second = first.Replace("1.0", "2.0", StringComparison.Ordinal);
        var api = new StubApi(Token("t"), Events(first), Json(HttpStatusCode.BadGateway, ""), Events(second));
        using RetailClient client = Client(api);
        using var end = new CancellationTokenSource();

        Task<List<LiveEvent>> read = Task.Run(async () =>
        {
            List<LiveEvent> events = [];
            await foreach (LiveEvent item in client.LiveAsync(cancel: end.Token))
            {
                events.Add(item);
                if (events.Count == 2) break;
            }

            return events;
        });
        while (!read.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        Assert.Equal([("1.0", 15.30m), ("2.0", 15.30m)], (await read).Select(item => (item.Id, item.Totals.NetRevenue)));
        Assert.Equal([null, null, "1.0", "1.0"], api.Asked.Select(asked => asked.LastEventId));
    }

    [Fact]
    public async Task Live_events_end_when_the_caller_is_refused()
    {
        using RetailClient client = Client(new StubApi(Token("t"), Json(HttpStatusCode.Forbidden, Problem(403))));

        ApiException e = await Assert.ThrowsAnyAsync<ApiException>(async () =>
        {
            await foreach (LiveEvent _ in client.LiveAsync()) Assert.Fail("There is no event.");
        });

        Assert.Equal(403, e.StatusCode);
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(600, 540)]
    [InlineData(86400, 86340)]
    public void A_token_is_renewed_a_tenth_and_at_most_a_minute_before_its_end(int expiresIn, int renewed) =>
        Assert.Equal(TimeSpan.FromSeconds(renewed), ClientCredentials.Lifetime(TimeSpan.FromSeconds(expiresIn)));

    [Fact]
    public void A_delay_is_never_shorter_than_requested()
    {
        var now = new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
        foreach (double jitter in new[] { 0, 0.5, 1 })
        {
            Assert.True(RetryDelay.Of(new RetryConditionHeaderValue(TimeSpan.FromSeconds(3)), 0, jitter, now) >= TimeSpan.FromSeconds(3));
            Assert.True(RetryDelay.Of(new RetryConditionHeaderValue(now.AddSeconds(3)), 9, jitter, now) >= TimeSpan.FromSeconds(3));
            Assert.True(RetryDelay.Of(new RetryConditionHeaderValue(now.AddSeconds(-3)), 0, jitter, now) > TimeSpan.Zero);
            Assert.InRange(RetryDelay.Of(null, 30, jitter, now), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        var address = new Uri("http://retail.test");

        Assert.Throws<ArgumentException>(() => new RetailClient(new RetailClientOptions { Address = address, ClientId = "only" }));
        Assert.Throws<ArgumentException>(() => new RetailClient(new RetailClientOptions { Address = new Uri("/api", UriKind.Relative) }));
        Assert.Throws<ArgumentException>(() => new RetailClient(new RetailClientOptions
        {
            Address = address,
            ClientId = "a",
            ClientSecret = "b",
            Token = _ => ValueTask.FromResult("c"),
        }));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    }
}
