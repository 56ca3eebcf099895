using RetailGrains.Hosting;

namespace RetailGrains.Imports;

/// <summary>Options of imports, with the limits of one file. Section <c>Imports</c> of the configuration.</summary>
public sealed class ImportOptions : ImportLimits
{
    /// <summary>Maximum number of concurrent imports on one silo; others wait. Default 2.</summary>
    [AboveZero]
    public int MaxRunning { get; set; } = 2;

    /// <summary>How long an ended import is kept, with its problems. Default 90 days.</summary>
    [AboveZero]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
