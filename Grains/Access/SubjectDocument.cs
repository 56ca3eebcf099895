namespace RetailGrains.Access;

/// <summary>The stored state of an account or a client. It remains after a deletion, so that the subject's tokens stay invalid.</summary>
[GenerateSerializer, Alias("retail.SubjectDocument")]
internal sealed record SubjectDocument
{
    /// <summary>Null when the subject does not exist.</summary>
    [Id(0)]
    public Subject? Subject { get; set; }

    /// <inheritdoc cref="SubjectStanding.RevokedBefore"/>
    [Id(1)]
    public long RevokedBefore { get; set; }
}

/// <summary>The stored list of accounts or clients.</summary>
[GenerateSerializer, Alias("retail.SubjectDirectoryDocument")]
internal sealed record SubjectDirectoryDocument
{
    /// <summary>By id, ordinal; null before the first entry.</summary>
    [Id(0)]
    public SubjectEntry[]? Entries { get; set; }
}
