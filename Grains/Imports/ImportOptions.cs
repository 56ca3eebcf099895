namespace RetailGrains.Imports;

/// <summary>Bounds of an import: a file is uploaded by anyone who may send sales, so what it may cost is limited.</summary>
public sealed class ImportOptions
{
    /// <summary>
    /// A file may have at most so many bytes when it is uncompressed, because a small upload can hold a very large file. Default 2 GiB.
    /// </summary>
    public long MaxUncompressedBytes { get; set; } = 2L << 30;

    /// <summary>A file may name at most so many invoices: each is remembered with its last row. Default 5,000,000.</summary>
    public int MaxInvoices { get; set; } = 5_000_000;

    /// <summary>
    /// At most so many lines may wait for a later row of their invoice. Default 5,000,000, which takes some 400 MB; only a file that is
    /// not in the order of its invoices comes near.
    /// </summary>
    public int MaxOpenLines { get; set; } = 5_000_000;

    /// <summary>
    /// Memory that one import may take for the invoices that it has to remember and for lines that wait for a later row of theirs, as it is
    /// estimated. Default 256 MiB, which is enough for more than a million invoices in order.
    /// </summary>
    public long MaxMemoryBytes { get; set; } = 256L << 20;

    /// <summary>An import that rejected more receipts is stopped, and keeps at most so many problems. Default 10,000.</summary>
    public int MaxRejects { get; set; } = 10_000;

    /// <summary>Imports that run on one silo at once; others wait. Default 2.</summary>
    public int MaxRunning { get; set; } = 2;

    /// <summary>How long an import that has ended is kept, with its problems. Default 90 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
