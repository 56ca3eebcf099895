using Microsoft.Extensions.Options;
using RetailGrains.Hosting;

namespace RetailGrains.Metrics;

/// <summary>Options of the metrics. Section <c>Metrics</c> of the configuration.</summary>
internal sealed class MetricsOptions
{
    /// <summary>
    /// Number of stores with separate series in the metrics of sales; further stores are counted together. Every store adds three series
    /// to each silo. 0: all stores are counted together. Default 50.
    /// </summary>
    [NotNegative]
    public int MaxStores { get; set; } = 50;
}

[OptionsValidator]
internal sealed partial class MetricsOptionsValidator : IValidateOptions<MetricsOptions>;
