namespace RetailGrains.Operations;

/// <summary>The stored result of the last reconciliation and the interval of the registered reminder.</summary>
[GenerateSerializer, Alias("retail.ReconciliationDocument")]
internal sealed record ReconciliationDocument
{
    /// <summary>The last reconciliation that ended; null when there has been none.</summary>
    [Id(0)]
    public ReconciliationStatus? Last { get; set; }

    /// <summary>The interval for which the reminder was registered.</summary>
    [Id(1)]
    public TimeSpan Interval { get; set; }
}
