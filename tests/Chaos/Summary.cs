using System.Globalization;
using System.Text;
using RetailGrains.Tests.Chaos.Faults;

namespace RetailGrains.Tests.Chaos;

/// <summary>The results of a run as Markdown.</summary>
internal static class Summary
{
    public static string Write(IReadOnlyList<SeedReport> seeds)
    {
        var text = new StringBuilder();
        text.Append("| seed | minutes | faults | sent | acknowledged | in the ledger ");
        text.Append("| customers erased | imports undone | session reads | violations |\n");
        text.Append("| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n");
        foreach (SeedReport one in seeds) AppendSeed(text, one.Seed.ToString(CultureInfo.InvariantCulture), [one]);
        AppendSeed(text, "all", seeds);
        text.Append('\n');
        text.Append(
            "| fault | count | duration s | without service s (median) | without service s (longest) "
                + "| answered | refused | unanswered |\n");
        text.Append("| --- | --: | --: | --: | --: | --: | --: | --: |\n");
        foreach (IGrouping<FaultKind, FaultResult> kind in seeds.SelectMany(s => s.Faults).GroupBy(f => f.Fault.Kind).OrderBy(k => k.Key))
            AppendKind(text, kind.Key, [.. kind]);
        foreach (SeedReport one in seeds.Where(one => one.Violations.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nSeed {one.Seed}:\n");
            foreach (string violation in one.Violations) text.Append(CultureInfo.InvariantCulture, $"- {violation}\n");
        }

        return text.ToString();
    }

    private static void AppendSeed(StringBuilder text, string name, IReadOnlyList<SeedReport> seeds) => AppendRow(
        text,
        name,
        Text(seeds.Sum(s => s.Elapsed.TotalMinutes)),
        Text(seeds.Sum(s => s.Faults.Count)),
        Text(seeds.Sum(s => s.Sent)),
        Text(seeds.Sum(s => s.Acknowledged)),
        Text(seeds.Sum(s => s.Recorded)),
        Text(seeds.Sum(s => s.Erased)),
        Text(seeds.Sum(s => s.Undone)),
        Text(seeds.Sum(s => s.Reads)),
        Text(seeds.Sum(s => s.Violations.Count)));

    private static void AppendKind(StringBuilder text, FaultKind kind, FaultResult[] faults)
    {
        double[] without = [.. faults.Select(f => f.WithoutService.TotalSeconds).Order()];
        double[] lasted = [.. faults.Select(f => f.Fault.Length.TotalSeconds).Order()];
        AppendRow(
            text,
            $"{kind}",
            Text(faults.Length),
            $"{Text(lasted[0])} to {Text(lasted[^1])}",
            Text(without[without.Length / 2]),
            Text(without[^1]),
            Text(faults.Sum(f => f.Traffic.Answered)),
            Text(faults.Sum(f => f.Traffic.Refused)),
            Text(faults.Sum(f => f.Traffic.Lost)));
    }

    private static string Text(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void AppendRow(StringBuilder text, params string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
