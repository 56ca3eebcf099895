namespace RetailGrains.Demo;

/// <summary>Picks ranks by Zipf's law: the rank r, from 0, has a probability proportional to 1 / (r + 1)^exponent.</summary>
internal sealed class ZipfPicker
{
    private readonly double[] _upTo;

    public ZipfPicker(int count, double exponent) =>
        _upTo = Chances.UpTo(Enumerable.Range(1, count).Select(rank => 1 / Math.Pow(rank, exponent)));

    public int Pick(Random random) => Chances.Pick(_upTo, random);
}

/// <summary>Picks indexes by weight.</summary>
internal static class Chances
{
    /// <summary>The cumulative sums of the weights.</summary>
    public static double[] UpTo(IEnumerable<double> weights)
    {
        double sum = 0;
        return [.. weights.Select(weight => sum += weight)];
    }

    /// <summary>A random index, by weight.</summary>
    public static int Pick(double[] upTo, Random random)
    {
        int found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, upTo.Length - 1);
    }
}
