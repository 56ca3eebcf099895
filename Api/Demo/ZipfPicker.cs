namespace RetailGrains.Api.Demo;

/// <summary>Picks ranks from 0, the r-th with a chance proportional to 1 / (r + 1)^exponent (Zipf's law): few things sell most.</summary>
internal sealed class ZipfPicker
{
    private readonly double[] _upTo;

    public ZipfPicker(int count, double exponent) =>
        _upTo = Chances.UpTo(Enumerable.Range(1, count).Select(rank => 1 / Math.Pow(rank, exponent)));

    public int Pick(Random random) => Chances.Pick(_upTo, random);
}

/// <summary>Picks by weights.</summary>
internal static class Chances
{
    /// <summary>Running sums, to pick from.</summary>
    public static double[] UpTo(IEnumerable<double> weights)
    {
        double sum = 0;
        return [.. weights.Select(weight => sum += weight)];
    }

    /// <summary>An index, with the chance of its weight.</summary>
    public static int Pick(double[] upTo, Random random)
    {
        int found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, upTo.Length - 1);
    }
}
