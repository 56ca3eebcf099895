using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RetailGrains.Client;
using RetailGrains.WebConsole.Operations;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class ReconciliationCardTests
{
    private static readonly DateTimeOffset Ended = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Differences_of_the_last_check_are_listed_and_those_left_out_are_counted()
    {
        string html = await RenderAsync(Status(Result(differences: 250), "scheduled"));
        Assert.Contains("data-last-check=\"false\"", html, StringComparison.Ordinal);
        Assert.Contains("The last check was scheduled", html, StringComparison.Ordinal);
        Assert.Contains("<td>netRevenue</td>", html, StringComparison.Ordinal);
        Assert.Contains("value=\"250\"", html, StringComparison.Ordinal);
        Assert.Contains("differences are shown", html, StringComparison.Ordinal);
        Assert.Contains("being rebuilt", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_agrees_and_one_that_has_not_ended_have_no_differences()
    {
        string agrees = await RenderAsync(Status(Result(differences: 0), "manual"));
        Assert.Contains("data-last-check=\"true\"", agrees, StringComparison.Ordinal);
        Assert.Contains("started by an operator", agrees, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", agrees, StringComparison.Ordinal);
        string first = await RenderAsync(Status(null, null) with { IsRunning = true });
        Assert.Contains("No check has ended yet", first, StringComparison.Ordinal);
        Assert.Contains("data-refresh", first, StringComparison.Ordinal);
        Assert.DoesNotContain("<button class=\"btn btn-sm btn-primary\"", first, StringComparison.Ordinal);
    }

    private static Shown Status(Reconciliation? result, string? trigger) => new(result, trigger, IsRunning: false);

    private static Reconciliation Result(int differences) => new()
    {
        Agrees = differences == 0,
        Checked = new Checked { Transactions = 9, Lines = 20, Stores = 2, Products = 3, Customers = 4, Days = 5 },
        Differences = differences == 0 ? [] :
        [
            new Difference { Where = "projection", Id = "london", Day = null, Figure = "netRevenue", Ledger = "1.50", Served = "1" },
        ],
        DifferenceCount = differences,
        Healing = differences == 0 ? null : "1 store is being rebuilt.",
    };

    private static async Task<string> RenderAsync(Shown shown)
    {
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReconciliationCard>(
            ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(ReconciliationCard.Status)] = new ReconciliationStatus
                {
                    Running = shown.IsRunning,
                    IntervalSeconds = 3600,
                    Trigger = shown.Trigger,
                    StartedAt = Ended,
                    FinishedAt = Ended,
                    Result = shown.Result,
                },
            }))).ToHtmlString());
    }

    private sealed record Shown(Reconciliation? Result, string? Trigger, bool IsRunning);
}
