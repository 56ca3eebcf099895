using System.Net;
using System.Text.RegularExpressions;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>What a scraper sees of a process that records, delivers, imports and refuses.</summary>
public sealed partial class MetricsTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Count = 60;

    [Fact]
    public async Task The_metrics_report_what_happened_and_the_page_describes_all_of_them()
    {
        ApiProcess api = await StartAsync();
        Sale[] sales = [.. Enumerable.Range(0, Count).Select(n => Sale.Number("metric", n))];
        (await api.Client.PostBatchAsync(sales)).Expect(HttpStatusCode.OK);
        (await api.Client.PostAppliedAsync(sales[0])).Expect(HttpStatusCode.OK); // a duplicate
        (await api.Client.PostAsync("/transactions", "{}")).Expect(HttpStatusCode.BadRequest);
        await api.Client.WhenSettledAsync();
        Answer page = (await api.Client.GetRootAsync("/metrics")).Expect(HttpStatusCode.OK);

        Assert.Equal(Count, page.Values("retail_ledger_transactions_total").Sum());
        Assert.Equal(Count, page.Values("retail_ledger_appends_total", "outcome=\"recorded\"").Sum());
        Assert.Equal(1, page.Values("retail_ledger_appends_total", "outcome=\"duplicate\"").Sum());
        Assert.Equal(Count, page.Values("retail_ledger_head").Sum());
        Assert.Equal(Count, page.Values("retail_delivery_duration_seconds_count").Sum());
        Assert.Equal(Count, page.Values("retail_sales_transactions_total").Sum());
        Assert.Equal(1, Assert.Single(page.Values("retail_ledger_writable")));
        Assert.Equal(1, Assert.Single(page.Values("retail_cluster_members", "status=\"active\"")));
        Assert.True(page.Values("retail_ledger_commit_size_count").Sum() > 0);
        Assert.NotEmpty(page.Values("http_server_request_duration_seconds_count", "http_route=\"/api/v1/transactions\""));
        Assert.NotEmpty(page.Values("retail_build_info", "version="));
        Assert.Equal(2, page.Values("retail_import_finished_total").Length); // counters start at zero
        Assert.NotEmpty(page.Values("retail_failures_total", "component=\"partition_activations\""));
        await Eventually.IsTrueAsync("nothing is unsaved", async () =>
        {
            page = (await api.Client.GetRootAsync("/metrics")).Expect(HttpStatusCode.OK);
            return page.Values("retail_projection_dirty_entities").Sum() == 0 && page.Values("retail_ledger_checkpoint_lag").Sum() == 0
                && page.Values("retail_ledger_checkpoint_age_seconds").Sum() == 0 && page.Values("retail_projection_saves_total").Sum() > 0;
        });

        string listed = await File.ReadAllTextAsync(Path.Combine(BuiltAssembly.Root, "docs", "metrics.md"));
        string[] described = [.. Row().Matches(listed).Select(row => $"{row.Groups[1]} {row.Groups[2]}")];
        string[] exposed = [.. Type().Matches(page.Text).Select(type => $"{type.Groups[1]} {type.Groups[2]}")];
        Assert.Empty(exposed.Except(described));
        Assert.True(exposed.Length > 40, string.Join('\n', exposed));
    }

    [GeneratedRegex(@"^\| `(retail_[a-z_]+)` \| (counter|gauge|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# TYPE (retail_[a-z_]+) (counter|gauge|histogram)", RegexOptions.Multiline)]
    private static partial Regex Type();
}
