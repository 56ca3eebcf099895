using System.Net;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>The scheduled comparison of the figures with the ledger, and its last result.</summary>
public abstract class ReconciliationScheduleTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Path = "/admin/reconciliation";

    private static readonly (string, string)[] Soon =
        [("Reconciliation__FirstAfter", "00:00:01"), ("Reconciliation__Interval", "00:01:00")];

    [Fact]
    public async Task Reconciliation_runs_on_schedule_and_its_result_outlives_the_process()
    {
        ApiProcess api = await StartAsync(Soon);
        (await api.Client.PostBatchAsync(Enumerable.Range(0, 40).Select(n => Sale.Number("scheduled", n)))).Expect(HttpStatusCode.OK);
        Answer status = await WhenCheckedAsync(api, "scheduled");
        Assert.Equal(60, status["intervalSeconds"].GetDouble());
        Assert.True(status["result"].GetProperty("agrees").GetBoolean(), status.Text);

        (await api.Client.PostAsync(Path)).Expect(HttpStatusCode.OK);
        status = await WhenCheckedAsync(api, "manual");
        Assert.Equal(40, status["result"].GetProperty("checked").GetProperty("transactions").GetInt32());
        DateTime finishedAt = status["finishedAt"].GetDateTime();
        double agrees = Assert.Single(await MeasuredAsync(api, "retail_reconciliation_agrees"));
        Assert.Equal(1, agrees);

        await api.StopAsync();
        api = await StartAsync(("Reconciliation__Interval", "00:00:00"));
        status = (await api.Client.GetAsync(Path)).Expect(HttpStatusCode.OK);
        Assert.Equal(finishedAt, status["finishedAt"].GetDateTime());
        Assert.Equal("manual", status["trigger"].GetString());
        Assert.Equal(0, status["intervalSeconds"].GetDouble());
        await Eventually.IsTrueAsync(
            "the metrics have the result of the process before",
            async () => (await MeasuredAsync(api, "retail_reconciliation_completed_timestamp_seconds")).Length == 1);
    }

    [Fact]
    public async Task Before_the_first_reconciliation_there_is_no_result_and_only_operators_may_read_it()
    {
        ApiProcess api = await StartAsync();
        Answer status = (await api.Client.GetAsync(Path)).Expect(HttpStatusCode.OK);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, status["result"].ValueKind);
        Assert.Equal(3_600, status["intervalSeconds"].GetDouble());
        using var viewer = new RetailClient(api.Client.Address, TestTokens.Of("viewer"));
        (await viewer.GetAsync(Path)).Expect(HttpStatusCode.Forbidden);
        (await viewer.GetAsync("/admin/diagnostics")).Expect(HttpStatusCode.Forbidden);
    }

    private static async Task<Answer> WhenCheckedAsync(ApiProcess api, string trigger)
    {
        Answer? status = null;
        await Eventually.IsTrueAsync(
            $"a {trigger} check has ended",
            async () => (status = (await api.Client.GetAsync(Path)).Expect(HttpStatusCode.OK))["trigger"].GetString() == trigger,
            () => $"{status?.Text}\n{api.Log()}");
        return status!;
    }

    private static async Task<double[]> MeasuredAsync(ApiProcess api, string measure) =>
        (await api.Client.GetRootAsync("/metrics")).Expect(HttpStatusCode.OK).Values(measure);
}

public sealed class EmbeddedReconciliationScheduleTests(ITestOutputHelper output) : ReconciliationScheduleTests(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresReconciliationScheduleTests(PostgresFixture postgres, ITestOutputHelper output)
    : ReconciliationScheduleTests(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => postgres.CreateStoreAsync();
}
