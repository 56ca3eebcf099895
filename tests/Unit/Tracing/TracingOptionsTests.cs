using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Tracing;

namespace RetailGrains.Tests.Unit.Tracing;

public sealed class TracingOptionsTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Theory]
    [InlineData(Endpoint, "collector", "must be a URL")]
    [InlineData(Endpoint, "collector:4317", "must be a URL")]
    [InlineData(Endpoint, "ftp://collector", "must be a URL")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "not 'sometimes'")]
    [InlineData("OTEL_TRACES_SAMPLER", "always_on", "parentbased_always_on")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "5%", "not '5%'")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.5", "not '1.5'")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "NaN", "not 'NaN'")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "0,5", "not '0,5'")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "not 'http/json'")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "hush", "KEY=VALUE")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=b,=hush", "KEY=VALUE")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "team", "KEY=VALUE")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "not '10s'")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "not '-1'")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317", "set OTEL_EXPORTER_OTLP_ENDPOINT")]
    public void An_ineffective_value_stops_the_start_even_without_an_endpoint(string setting, string value, string says)
    {
        foreach (string? endpoint in (string?[])[null, "http://collector:4317"])
        {
            var refused = Assert.Throws<OptionsValidationException>(() => Read((Endpoint, endpoint), (setting, value)));
            string line = Assert.Single(refused.Failures);
            Assert.StartsWith(setting, line, StringComparison.Ordinal);
            Assert.Contains(says, line, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, null, 0.05)]
    [InlineData(null, "0.5", 0.5)]
    [InlineData("parentbased_traceidratio", "1", 1)]
    [InlineData("parentbased_always_on", "0.5", 1)]
    [InlineData("parentbased_always_off", null, 0)]
    public void The_sampler_and_its_argument_determine_the_share(string? sampler, string? argument, double ratio) => Assert.Equal(
        ratio, Read((Endpoint, "https://collector:4317"), ("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument))!.Ratio);

    [Fact]
    public void Without_an_endpoint_nothing_is_traced() =>
        Assert.Null(Read(("OTEL_TRACES_SAMPLER_ARG", "0.5"), ("OTEL_RESOURCE_ATTRIBUTES", "a=b, c=d,")));

    private static TracingOptions? Read(params (string Name, string? Value)[] settings)
    {
        // A later value of a setting replaces an earlier one.
        var values = new Dictionary<string, string?>();
        foreach ((string name, string? value) in settings) values[name] = value;
        return TracingOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
