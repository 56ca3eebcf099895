using System.Globalization;
using RetailGrains.Tests.Chaos.Faults;

namespace RetailGrains.Tests.Chaos;

/// <summary>Runs the rig from the command line, for as long as requested.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        ChaosOptions options;
        try
        {
            options = ChaosOptions.Parse(args);
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException)
        {
            await Console.Error.WriteLineAsync(unusable.Message);
            return 2;
        }

        FaultKind[] missing = [.. Enum.GetValues<FaultKind>().Except(FaultScope.Available)];
        if (missing.Length > 0)
            Say($"Not to be had here: {string.Join(", ", missing)} (a full disk needs root, a clock the package faketime)");
        string folder = ChaosRun.NewFolder();
        var reports = new List<SeedReport>();
        foreach (int seed in options.Seeds)
        {
            string own = Directory.CreateDirectory(Path.Combine(folder, seed.ToString(CultureInfo.InvariantCulture))).FullName;
            reports.Add(await new ChaosRun(options, seed, own, Say).RunAsync());
            await Console.Out.WriteLineAsync(Summary.Write(reports[^1..]));
        }

        string summary = Summary.Write(reports);
        await Console.Out.WriteLineAsync(summary);
        if (options.ReportFile is not null) await File.WriteAllTextAsync(options.ReportFile, summary);
        bool good = reports.All(report => report.Violations.Count == 0);
        if (good && !options.Keep) Directory.Delete(folder, recursive: true);
        else Say($"The logs are in {folder}");
        return good ? 0 : 1;
    }

    private static void Say(string text) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {text}"));
}
