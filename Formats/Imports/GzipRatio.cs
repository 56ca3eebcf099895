namespace RetailGrains.Imports;

/// <summary>Distinguishes data that compresses well from a decompression bomb.</summary>
public static class GzipRatio
{
    /// <summary>Sales data compresses by 10 to 40; a decompression bomb by up to 1,000.</summary>
    public const int Max = 100;

    /// <summary>Below this size the ratio does not matter.</summary>
    private const int FreeBytes = 1024 * 1024;

    /// <summary>Returns whether the compressed data expands more than is allowed.</summary>
    public static bool IsTooHigh(long packed, long unpacked) => unpacked > FreeBytes && unpacked > packed * Max;
}

/// <summary>Compressed data expands more than <see cref="GzipRatio"/> allows.</summary>
public sealed class GzipRatioException() : IOException($"The gzip data decompresses to more than {GzipRatio.Max} times its size.");
