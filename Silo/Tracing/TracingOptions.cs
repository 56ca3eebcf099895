using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RetailGrains.Silo.Tracing;

/// <summary>The settings of traces, by OpenTelemetry's names.</summary>
/// <param name="Ratio">The share of requests that are traced, from 0 to 1.</param>
internal sealed record TracingOptions(double Ratio)
{
    /// <summary>Where spans are sent, by OTLP. Without it there is no tracing.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The share of requests that are traced.</summary>
    public const string RatioSetting = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>The names of all settings.</summary>
    public static readonly string[] Names =
    [
        Endpoint, RatioSetting, "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME",
        "OTEL_RESOURCE_ATTRIBUTES",
    ];

    private const double DefaultRatio = 0.05;

    /// <summary>Returns the options; null without an endpoint.</summary>
    /// <exception cref="OptionsValidationException">A setting is invalid.</exception>
    public static TracingOptions? Read(IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 } endpoint) return null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw Invalid($"{Endpoint} must be a URL such as http://collector:4317, not '{endpoint}'.");
        if (configuration[RatioSetting] is not { Length: > 0 } text) return new TracingOptions(DefaultRatio);
        bool isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double ratio);
        return isNumber && ratio is >= 0 and <= 1
            ? new TracingOptions(ratio)
            : throw Invalid($"{RatioSetting} must be a number from 0 to 1, not '{text}'.");
    }

    private static OptionsValidationException Invalid(string problem) => new(nameof(TracingOptions), typeof(TracingOptions), [problem]);
}
