using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace RetailGrains.Tests.Unit.Metrics;

/// <summary>docs/metrics.md lists every metric of the product, and no other.</summary>
public sealed partial class MetricsPageTests
{
    private const string Kinds = "`kind`: store, product, customer";

    [Fact]
    public void The_page_lists_exactly_the_metrics_that_the_program_has()
    {
        using var meters = new OwnMeters();
        Assert.Equal(
            meters.Instruments.Select(one => $"{ExposedName(one)} {TypeOf(one)}").Order(StringComparer.Ordinal),
            Listed().Select(one => $"{one.Name} {one.Type}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_label_can_have_the_id_of_a_product_a_customer_or_a_transaction()
    {
        foreach ((_, _, string labels) in Listed())
            Assert.DoesNotMatch("product|customer|transaction|account|client|address", labels.Replace(Kinds, "", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_has_a_description()
    {
        using var meters = new OwnMeters();
        Assert.All(meters.Instruments, instrument => Assert.False(string.IsNullOrWhiteSpace(instrument.Description), instrument.Name));
    }

    private static IEnumerable<(string Name, string Type, string Labels)> Listed() =>
        from line in File.ReadLines(Path.Combine(Root(), "docs", "metrics.md"))
        let row = Row().Match(line)
        where row.Success
        select (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value);

    /// <summary>The metric's name in Prometheus' format, as the exporter writes it.</summary>
    private static string ExposedName(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_');
        string unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return name + unit + (TypeOf(instrument) == "counter" ? "_total" : "");
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name switch
    {
        "Counter`1" or "ObservableCounter`1" => "counter",
        "Histogram`1" => "histogram",
        _ => "gauge",
    };

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "RetailGrains.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"^\| `(retail_[a-z_]+)` \| (counter|gauge|histogram) \|([^|]*)\|")]
    private static partial Regex Row();
}
