using System.Globalization;

namespace RetailGrains.Bench;

/// <summary>What to measure, and for how long.</summary>
/// <param name="Only">The scenarios to run; empty for all.</param>
/// <param name="Measured">How long each load is measured.</param>
/// <param name="Silos">The sizes of the measured clusters; for attacks, 0 means one process without separate silos.</param>
/// <param name="JsonFile">The file for the results in JSON, in addition to the table.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Only, TimeSpan Measured, IReadOnlyList<int> Silos, string? JsonFile)
{
    public const string Usage = "Options: --only single,usual,... --seconds N --silos 1,2,3 --json FILE";

    /// <summary>
    /// The unmeasured start of each load. On two processors under load, the just-in-time compiler is busy for about this long.
    /// </summary>
    public static TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(20);

    /// <exception cref="ArgumentException">An option is unknown or has an invalid value.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions([], TimeSpan.FromSeconds(10), Silos: [1, 2, 3], JsonFile: null);
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value. {Usage}");
            options = args[i] switch
            {
                "--only" => options with { Only = value.Split(',') },
                "--seconds" => options with { Measured = TimeSpan.FromSeconds(int.Parse(value, CultureInfo.InvariantCulture)) },
                "--silos" => options with { Silos = [.. value.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] },
                "--json" => options with { JsonFile = value },
                _ => throw new ArgumentException($"{args[i]} is not an option. {Usage}"),
            };
        }

        return options;
    }
}
