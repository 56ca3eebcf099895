using System.Globalization;
using System.Text;

namespace RetailGrains.Bench.Report;

/// <summary>
/// Extrapolates the load of twenty silos on the API and PostgreSQL from the costs of one and three silos. docs/scaling.md describes the
/// model.
/// </summary>
internal static class ScaleModel
{
    private const int Silos = 20;
    private const int Cores = 4;
    private const double Busy = 0.5;

    private static readonly string[] Loads = ["single", "batch"];

    /// <summary>The table; empty when clusters of one and three silos were not measured.</summary>
    public static string Write(IReadOnlyList<Measurement> measurements)
    {
        var text = new StringBuilder();
        foreach (string load in Loads)
        {
            Measurement? one = measurements.FirstOrDefault(m => m.Id == load + "-1");
            Measurement? three = measurements.FirstOrDefault(m => m.Id == load + "-3");
            if (one?.Cpu is not null && three?.Cpu is not null) AppendRow(text, load, one, three);
        }

        if (text.Length == 0) return "";
        string title = string.Create(CultureInfo.InvariantCulture, $"Model: {Silos} silos of {Cores} cores, {Busy:P0} busy\n\n");
        return title
            + "| load | silo CPU s per 1,000, 1 silo | 3 silos | 20 silos (model) | transactions/s | API cores | PostgreSQL cores | log "
            + "MB/s | commits/s |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: |\n" + text;
    }

    private static void AppendRow(StringBuilder text, string load, Measurement one, Measurement three)
    {
        double alone = one.Cpu!.Silos;
        double messages = 1.5 * (three.Cpu!.Silos - alone);
        double silo = alone + (messages * (Silos - 1) / Silos);
        double rate = 1_000 * Silos * Cores * Busy / silo;
        double[] figures =
        [
            alone,
            three.Cpu.Silos,
            silo,
            rate,
            rate * three.Cpu.Server / 1_000,
            rate * three.Cpu.Postgres / 1_000,
            rate * (three.LogBytes ?? 0) / 1_000_000,
            rate * (three.Commits ?? 0),
        ];
        text.Append("| ").Append(load);
        foreach (double figure in figures)
            text.Append(" | ").Append(figure.ToString(figure < 10 ? "0.00" : "N0", CultureInfo.InvariantCulture));
        text.Append(" |\n");
    }
}
