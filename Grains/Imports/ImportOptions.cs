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
}
