using RetailGrains.Hosting;

namespace RetailGrains.Imports;

/// <summary>Limits of the reading of a file. Anyone who may send sales may upload a file, so its cost is limited.</summary>
public class ImportLimits
{
    /// <summary>Maximum size of an uncompressed file, because a small upload can hold a very large file. Default 2 GiB.</summary>
    [AboveZero]
    public long MaxUncompressedBytes { get; set; } = 2L << 30;

    /// <summary>Maximum number of receipts in a file: the import indexes each with its last row. Default 5,000,000.</summary>
    [AboveZero]
    public int MaxInvoices { get; set; } = 5_000_000;

    /// <summary>
    /// Maximum number of lines that may wait for a later row of their receipt. Default 5,000,000, which takes about 400 MB. Only a file
    /// that is not ordered by receipt comes near.
    /// </summary>
    [AboveZero]
    public int MaxOpenLines { get; set; } = 5_000_000;

    /// <summary>
    /// Maximum estimated memory of one import, for its index of receipts and for lines that wait for a later row. Default 256 MiB, which is
    /// enough for more than a million receipts in order.
    /// </summary>
    [AboveZero]
    public long MaxMemoryBytes { get; set; } = 256L << 20;

    /// <summary>Maximum number of rejected receipts before the import stops, and of stored problems. Default 10,000.</summary>
    [AboveZero]
    public int MaxRejects { get; set; } = 10_000;
}
