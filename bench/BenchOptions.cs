using System.Globalization;

namespace RetailGrains.Bench;

/// <summary>What to measure, and for how long.</summary>
/// <param name="Only">Scenarios; empty for all.</param>
/// <param name="Measured">How long each load is measured.</param>
/// <param name="JsonFile">Where the results go as JSON, besides the table.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Only, TimeSpan Measured, string? JsonFile)
{
    public const string Usage = "Options: --only single,usual,... --seconds N --json FILE";

    /// <summary>Before a load is measured: so long the just-in-time compiler has work under load on two processors.</summary>
    public static TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(20);

    /// <exception cref="ArgumentException">An option is not known, or its value is no good.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions([], TimeSpan.FromSeconds(10), JsonFile: null);
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value. {Usage}");
            options = args[i] switch
            {
                "--only" => options with { Only = value.Split(',') },
                "--seconds" => options with { Measured = TimeSpan.FromSeconds(int.Parse(value, CultureInfo.InvariantCulture)) },
                "--json" => options with { JsonFile = value },
                _ => throw new ArgumentException($"{args[i]} is not an option. {Usage}"),
            };
        }

        return options;
    }
}
