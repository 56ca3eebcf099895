namespace RetailGrains.Access;

/// <summary>What is kept of an account or a client, also when it is gone: that its tokens are worth nothing.</summary>
[GenerateSerializer, Alias("retail.SubjectDocument")]
internal sealed record SubjectDocument
{
    /// <summary>Null when there is none.</summary>
    [Id(0)]
    public Subject? Subject { get; set; }

    /// <inheritdoc cref="SubjectStanding.RevokedBefore"/>
    [Id(1)]
    public long RevokedBefore { get; set; }
}

/// <summary>What is kept of the list of accounts or clients.</summary>
[GenerateSerializer, Alias("retail.SubjectDirectoryDocument")]
internal sealed record SubjectDirectoryDocument
{
    /// <summary>By id, ordinal; null before the first.</summary>
    [Id(0)]
    public SubjectEntry[]? Entries { get; set; }
}
