using System.Globalization;

namespace RetailGrains.Producer;

/// <summary>What to send, and where.</summary>
/// <param name="Redis">The URL of Redis, from REDIS_URL or <c>--redis</c>.</param>
/// <param name="Csv">A file in the format of imports; null for the demo's sales.</param>
/// <param name="Demo">The number of the demo's sales.</param>
/// <param name="Rate">Transactions per second; null for the maximum.</param>
/// <param name="Batch">Transactions per entry.</param>
internal sealed record ProducerOptions(string Redis, string? Csv, int Demo, double? Rate, int Batch)
{
    public const string Usage =
        """
        Sends sales to the streams in Redis.

        Producer [--redis URL] (--csv FILE.csv[.gz] | --demo N) [--rate N] [--batch N]

          --redis URL   the URL of Redis (default: REDIS_URL)
          --csv FILE    send the sales in this file, which has the format of imports
          --demo N      send N generated sales
          --rate N      the maximum number of transactions per second
          --batch N     transactions per stream entry, from 1 to 1000 (default: 100)

        A repeated run sends the same transactions again; the ledger records each id once.
        """;

    private const int MaxInBatch = 1_000;

    /// <exception cref="ArgumentException">An option is unknown or has an invalid value.</exception>
    public static ProducerOptions Parse(string[] args, string? redisUrl)
    {
        var options = new ProducerOptions(redisUrl ?? string.Empty, null, 0, null, 100);
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--redis" => options with { Redis = value },
                "--csv" => options with { Csv = File.Exists(value) ? value : throw new ArgumentException($"There is no file '{value}'.") },
                "--demo" => options with { Demo = Whole(args[i], value, int.MaxValue) },
                "--rate" => options with { Rate = Whole(args[i], value, 10_000_000) },
                "--batch" => options with { Batch = Whole(args[i], value, MaxInBatch) },
                _ => throw new ArgumentException($"{args[i]} is not an option."),
            };
        }

        if (options.Redis.Length == 0) throw new ArgumentException("REDIS_URL or --redis must be set.");
        return options.Csv is null == options.Demo > 0 ? options : throw new ArgumentException("Specify either --csv or --demo.");
    }

    private static int Whole(string name, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most
            ? value
            : throw new ArgumentException($"{name} must be a whole number from 1 to {most}, not '{text}'.");
}
