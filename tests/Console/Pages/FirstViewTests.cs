using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>
/// How soon pages become visible, as measured by the browser. RETAIL_MEASURE=1 measures the main pages of a demo and writes the table of
/// docs/benchmarks.md to the file that the test prints. Otherwise, one page is measured to keep the test working. No time is asserted.
/// </summary>
public sealed class FirstViewTests(ConsoleScene scene, ITestOutputHelper output) : ConsoleTest(scene)
{
    private const string Sales = "5000";
    private const int Loads = 7;

    /// <summary>A script that records the time of a document's largest contentful paint.</summary>
    private const string Observe =
        """
        globalThis.largest = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) globalThis.largest = entry.startTime; })
            .observe({ type: 'largest-contentful-paint', buffered: true });
        """;

    /// <summary>A script whose promise resolves when the row of a transaction appears.</summary>
    private const string Seen =
        """
        id => new Promise(done => {
            const look = () => document.querySelector(`tr[data-id='${id}']`) !== null;
            if (look()) return done();
            new MutationObserver((_, observer) => { if (look()) { observer.disconnect(); done(); } })
                .observe(document.body, { childList: true, subtree: true });
        })
        """;

    private static readonly string[] Measured =
    [
        "/?range=28d&currency=EUR", "/stores", "/products", "/store?id=london", "/transactions", "/imports", "/operations",
    ];

    [Fact]
    public async Task The_browser_measures_pages_with_a_cold_and_a_warm_cache()
    {
        bool isAsked = Environment.GetEnvironmentVariable("RETAIL_MEASURE") == "1";
        string folder = Directory.CreateTempSubdirectory("retail-measure-").FullName;
        await using ApiWithConsole? demo = isAsked ? await ApiWithConsole.StartAsync(folder, "demo", Sales) : null;
        List<string> table =
        [
            "| page | requests | document, styles kB | all kB | cold: largest paint ms | warm: largest paint ms | warm: document ms |",
            "| --- | --: | --: | --: | --: | --: | --: |",
        ];
        foreach (string path in isAsked ? Measured : ["/stores"])
        {
            // The first pass is not measured, because the server compiles a page when it is first requested.
            await OpenAsync(demo, path, loads: 1);
            List<View> views = await OpenAsync(demo, path, isAsked ? Loads : 1);
            Assert.All(views, view => Assert.True(view.LargestPaint > 0 && view.DocumentEnd > 0));
            View cold = views[0];
            View[] warm = [.. views.Skip(1)];
            table.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| `{path}` | {cold.Requests} | {cold.DocumentAndStyles / 1000.0:0.0} | {cold.Bytes / 1000.0:0.0} | {cold.LargestPaint:0} "
                    + $"| {Median(warm.Select(view => view.LargestPaint)):0} | {Median(warm.Select(view => view.DocumentEnd)):0} |"));
        }

        double live = await LiveAsync(demo);
        table.AddRange("", string.Create(CultureInfo.InvariantCulture, $"An open overview shows a sale {live:0} ms after it is sent."));
        string file = Path.Combine(Path.GetTempPath(), "retail-first-view.md");
        if (isAsked) await File.WriteAllLinesAsync(file, table);
        output.WriteLine($"{file}\n{string.Join('\n', table)}");
    }

    /// <summary>Opens a page in a new window, first with an empty cache and then with a warm one.</summary>
    private async Task<List<View>> OpenAsync(ApiWithConsole? demo, string path, int loads)
    {
        await using Window window = await Scene.OpenSignedInAsync(demo?.Address, token: demo?.Token);
        await window.Context.AddInitScriptAsync(Observe);
        List<IRequest> finished = [];
        window.Page.RequestFinished += (_, request) => finished.Add(request);
        List<View> views = [];
        for (int load = 0; load <= loads; load++)
        {
            finished.Clear();
            await window.GoAsync(path);
            ILocator chart = window.Page.Locator("time-chart");
            for (int drawn = 0; drawn < await chart.CountAsync(); drawn++)
                await Expect(chart.Nth(drawn)).ToHaveAttributeAsync("data-drawn", "");
            double largest = await window.Page.EvaluateAsync<double>(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(largest))))");
            double end = await window.Page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].responseEnd");
            (int all, int styled) = (0, 0);
            foreach (IRequest request in finished.ToArray())
            {
                int size = (await request.SizesAsync()).ResponseBodySize;
                all += size;
                if (request.ResourceType is "document" or "stylesheet") styled += size;
            }

            views.Add(new View(finished.Count, all, styled, largest, end));
        }

        return views;
    }

    /// <summary>The median time in milliseconds from sending a sale until its row appears on an open page.</summary>
    private async Task<double> LiveAsync(ApiWithConsole? demo)
    {
        using var api = new RetailClient(demo?.Address ?? Scene.Address, demo?.Token ?? Scene.Token);
        await using Window window = await Scene.OpenSignedInAsync(demo?.Address, token: demo?.Token);
        await window.GoAsync("/");
        await Expect(window.Page.Locator("live-status")).ToHaveAttributeAsync("data-state", "live");
        List<double> times = [];
        for (int sale = 0; sale < (demo is null ? 1 : Loads); sale++)
        {
            string id = $"measured-{sale}";
            Task seen = window.Page.EvaluateAsync(Seen, id);
            long start = Stopwatch.GetTimestamp();
            (await api.PostAsync("/transactions", ConsoleScene.SaleOf(id))).Expect(System.Net.HttpStatusCode.Created);
            await seen;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median(times);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The browser's measurements of one load.</summary>
    /// <param name="Requests">The number of requests.</param>
    /// <param name="Bytes">The size of the compressed response bodies.</param>
    /// <param name="DocumentAndStyles">The part of <paramref name="Bytes"/> for the document and the style sheets.</param>
    /// <param name="LargestPaint">Milliseconds until the largest contentful paint.</param>
    /// <param name="DocumentEnd">Milliseconds until the end of the document, with all its cards.</param>
    private sealed record View(int Requests, int Bytes, int DocumentAndStyles, double LargestPaint, double DocumentEnd);
}
