using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RetailGrains.ServiceDefaults.Tracing;

/// <summary>The settings of traces, by OpenTelemetry's names.</summary>
/// <param name="Ratio">The share of requests that are traced, from 0 to 1.</param>
internal sealed record TracingOptions(double Ratio)
{
    /// <summary>Where spans are sent, by OTLP. Without it there is no tracing.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The share of requests that are traced.</summary>
    public const string RatioSetting = "OTEL_TRACES_SAMPLER_ARG";

    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string SampleRatio = "parentbased_traceidratio";
    private const string SampleAll = "parentbased_always_on";
    private const string SampleNone = "parentbased_always_off";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const double DefaultRatio = 0.05;

    /// <summary>OpenTelemetry ignores a value that is not a list of pairs. The values may be secrets.</summary>
    private static readonly string[] Pairs = ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_RESOURCE_ATTRIBUTES"];

    /// <summary>OpenTelemetry ignores what is no number.</summary>
    private static readonly string[] Numbers =
    [
        "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    ];

    /// <summary>OpenTelemetry's settings that are for traces alone are not read.</summary>
    private static readonly (string Unread, string Instead)[] OfTracesAlone =
    [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Endpoint), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", Protocol),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", Pairs[0]), ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", Numbers[0]),
    ];

    /// <summary>The names of all settings.</summary>
    public static readonly string[] Names = [Endpoint, Sampler, RatioSetting, Protocol, .. Pairs, .. Numbers, "OTEL_SERVICE_NAME"];

    /// <summary>Returns the options; null without an endpoint.</summary>
    /// <exception cref="OptionsValidationException">A setting is invalid, also without an endpoint.</exception>
    public static TracingOptions? Read(IConfiguration configuration)
    {
        string[] problems = [.. ProblemsOf(configuration)];
        if (problems.Length > 0) throw new OptionsValidationException(nameof(TracingOptions), typeof(TracingOptions), problems);
        return Text(configuration, Endpoint) is null ? null : new TracingOptions(RatioOf(configuration));
    }

    private static double RatioOf(IConfiguration configuration) => Text(configuration, Sampler) switch
    {
        SampleAll => 1,
        SampleNone => 0,
        _ => Text(configuration, RatioSetting) is { } text && TryParseRatio(text, out double ratio) ? ratio : DefaultRatio,
    };

    private static IEnumerable<string> ProblemsOf(IConfiguration configuration)
    {
        if (Text(configuration, Endpoint) is { } endpoint && !IsUrl(endpoint))
            yield return $"{Endpoint} must be a URL such as http://collector:4317, not '{endpoint}'.";
        if (Text(configuration, Sampler) is { } sampler && sampler is not (SampleRatio or SampleAll or SampleNone))
            yield return $"{Sampler} must be {SampleRatio}, {SampleAll} or {SampleNone}, not '{sampler}'.";
        if (Text(configuration, RatioSetting) is { } ratio && !TryParseRatio(ratio, out _))
            yield return $"{RatioSetting} must be a number from 0 to 1, not '{ratio}'.";
        if (Text(configuration, Protocol) is { } protocol && protocol is not ("grpc" or "http/protobuf"))
            yield return $"{Protocol} must be grpc or http/protobuf, not '{protocol}'.";
        foreach (string name in Pairs.Where(name => Text(configuration, name) is { } text && !IsPairs(text)))
            yield return $"{name} must be KEY=VALUE, several with commas in between; one has no = or no key.";
        foreach (string name in Numbers)
            if (Text(configuration, name) is { } text && !IsNumber(text))
                yield return $"{name} must be a whole number above 0, not '{text}'.";
        foreach ((string unread, string instead) in OfTracesAlone)
            if (Text(configuration, unread) is not null) yield return $"{unread} is not a setting: set {instead} instead.";
    }

    private static string? Text(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } text ? text : null;

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";

    private static bool TryParseRatio(string text, out double ratio) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out ratio) && ratio is >= 0 and <= 1;

    private static bool IsNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;

    private static bool IsPairs(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0);
}
