using System.Globalization;
using System.Text;

namespace RetailGrains.Bench.Report;

/// <summary>The results as Markdown tables.</summary>
internal static class Markdown
{
    private static readonly string[] Head =
    [
        "", "what", "rate/s", "applied/s", "lines/s", "p50 ms", "p99 ms", "commits", "grain calls",
        "silo messages", "log bytes", "CPU server", "GC", "CPU silos", "CPU PostgreSQL", "CPU client", "others", "note",
    ];

    public static string Write(Machine machine, IReadOnlyList<Measurement> measurements, IReadOnlyList<Target> targets)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{machine}\n\n");
        AddRow(text, Head);
        AddRow(text, [.. Head.Select((_, i) => i is 0 or 1 || i == Head.Length - 1 ? "---" : "--:")]);
        foreach (Measurement one in measurements) AddRow(text, Cells(one));
        text.Append('\n');
        AddRow(text, ["ratio", "value", "target", ""]);
        AddRow(text, ["---", "--:", "--:", "---"]);
        foreach (Target target in targets) AddRow(text, [target.What, Figure(target.Value), target.Bound, target.Met ? "met" : "missed"]);
        return text.ToString();
    }

    private static string[] Cells(Measurement one) =>
    [
        one.Id,
        one.What,
        one.Seconds is { } seconds ? Figure(seconds) + " s" : one.Rate is { } rate ? $"{Figure(rate)} {one.Unit}" : "",
        Figure(one.AppliedRate),
        Figure(one.LinesPerSecond),
        Figure(one.P50),
        Figure(one.P99),
        Figure(one.Commits),
        Figure(one.GrainCalls),
        Figure(one.Messages),
        Figure(one.LogBytes),
        Figure(one.Cpu?.Server),
        Share(one.GcShare),
        one.Cpu?.Silos > 0 ? Figure(one.Cpu.Silos) : "",
        Figure(one.Cpu?.Postgres),
        Figure(one.Cpu?.Client),
        Share(one.OtherLoad),
        one.Refused > 0 ? string.Create(CultureInfo.InvariantCulture, $"{one.Refused} refused. {one.Note}") : one.Note ?? "",
    ];

    private static void AddRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Share(double? value) => value?.ToString("P0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Three significant digits; further ones would differ in the next run.</summary>
    private static string Figure(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.1 or 0 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
