namespace RetailGrains.Imports;

/// <summary>Limits of an import. Anyone who may send sales may upload a file, so its cost is limited.</summary>
public sealed class ImportOptions
{
    /// <summary>Maximum size of an uncompressed file, because a small upload can hold a very large file. Default 2 GiB.</summary>
    public long MaxUncompressedBytes { get; set; } = 2L << 30;

    /// <summary>Maximum number of receipts in a file: the import indexes each with its last row. Default 5,000,000.</summary>
    public int MaxInvoices { get; set; } = 5_000_000;

    /// <summary>
    /// Maximum number of lines that may wait for a later row of their receipt. Default 5,000,000, which takes about 400 MB. Only a file
    /// that is not ordered by receipt comes near.
    /// </summary>
    public int MaxOpenLines { get; set; } = 5_000_000;

    /// <summary>
    /// Maximum estimated memory of one import, for its index of receipts and for lines that wait for a later row. Default 256 MiB, which is
    /// enough for more than a million receipts in order.
    /// </summary>
    public long MaxMemoryBytes { get; set; } = 256L << 20;

    /// <summary>Maximum number of rejected receipts before the import stops, and of stored problems. Default 10,000.</summary>
    public int MaxRejects { get; set; } = 10_000;

    /// <summary>Maximum number of imports that run on one silo at once; others wait. Default 2.</summary>
    public int MaxRunning { get; set; } = 2;

    /// <summary>How long an ended import is kept, with its problems. Default 90 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
