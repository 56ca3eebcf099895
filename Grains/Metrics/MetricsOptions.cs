using Microsoft.Extensions.Options;

namespace RetailGrains.Metrics;

/// <summary>Options of the metrics. Section <c>Metrics</c> of the configuration.</summary>
internal sealed class MetricsOptions
{
    /// <summary>
    /// Number of stores with separate series in the metrics of sales; further stores are counted together. Every store adds three series
    /// to each silo. 0: all stores are counted together. Default 50.
    /// </summary>
    public int MaxStores { get; set; } = 50;
}

internal sealed class MetricsOptionsValidator : IValidateOptions<MetricsOptions>
{
    private const int MaxStores = 1_000;

    public ValidateOptionsResult Validate(string? name, MetricsOptions options) => options.MaxStores is >= 0 and <= MaxStores
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Metrics:MaxStores must be from 0 to {MaxStores}, not {options.MaxStores}.");
}
