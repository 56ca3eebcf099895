namespace RetailGrains.Operations;

/// <summary>The stored state of the current or the last rebuild, so that another silo can continue it.</summary>
[GenerateSerializer, Alias("retail.RebuildDocument")]
internal sealed record RebuildDocument
{
    /// <summary>Null when there has been no rebuild.</summary>
    [Id(0)]
    public RebuildStatus? Status { get; set; }
}
