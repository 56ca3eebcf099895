namespace RetailGrains.Imports;

/// <summary>Tells data that was made to fill memory from data that compresses well.</summary>
internal static class GzipRatio
{
    /// <summary>Sales compress by 10 to 40; what was made to fill memory, by up to 1,000.</summary>
    public const int Max = 100;

    /// <summary>Below it the ratio is of no matter.</summary>
    private const int FreeBytes = 1024 * 1024;

    /// <summary>Whether so many compressed bytes hold more than they may.</summary>
    public static bool IsTooHigh(long packed, long unpacked) => unpacked > FreeBytes && unpacked > packed * Max;
}

/// <summary>Compressed data holds more than <see cref="GzipRatio"/> allows.</summary>
internal sealed class GzipRatioException() : IOException($"The gzip data unpacks to more than {GzipRatio.Max} times its size.");
