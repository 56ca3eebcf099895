namespace RetailGrains.Operations;

/// <summary>What is kept of the running or the last rebuild, so that another silo goes on with it.</summary>
[GenerateSerializer, Alias("retail.RebuildDocument")]
internal sealed record RebuildDocument
{
    /// <summary>Null when there was none yet.</summary>
    [Id(0)]
    public RebuildStatus? Status { get; set; }
}
