using System.Globalization;

namespace RetailGrains.Bench.Report;

/// <summary>An important figure of the run, and its target.</summary>
internal sealed record Target(string What, double Value, string Bound, bool Met)
{
    /// <summary>The targets for which the run has measurements.</summary>
    public static IReadOnlyList<Target> Of(IReadOnlyList<Measurement> measurements)
    {
        Dictionary<string, Measurement> byId = measurements.ToDictionary(one => one.Id);
        Target?[] targets =
        [
            AtLeast(
                "single sales a second, all figures applied / a SQL transaction per sale", 8, "single", m => m.AppliedRate, "usual",
                m => m.Rate),
            AtLeast("single sales a second with a token and limits / without", 0.9, "single", m => m.Rate, "single-open", m => m.Rate),
            AtLeast("single sales a second with the console hosted / without", 0.95, "console", m => m.Rate, "console-none", m => m.Rate),
            AtLeast("NDJSON sales a second, all figures applied / staged SQL", 2, "batch", m => m.AppliedRate, "staged", m => m.Rate),
            AtLeast(
                "NDJSON sales a second with hashes of the ledger's entries / without", 0.95, "hashes", m => m.Rate, "hashes-none",
                m => m.Rate),
            AtLeast("sales a second by Redis streams / NDJSON", 0.7, "stream", m => m.Rate, "batch", m => m.Rate),
            AtLeast(
                "import lines a second / COPY of the same invoices", 0.4, "import", m => m.LinesPerSecond, "import-copy",
                m => m.LinesPerSecond),
            AtLeast("p50 of SQL over the ledger / p50 of a product's read", 20, "sql", m => m.P50, "read", m => m.P50),
            AtLeast("lists a second, cached / read each time", 5, "list-cached", m => m.Rate, "list", m => m.Rate),
            AtLeast("single sales a second of a cluster with TLS / without", 0.9, "tls-single", m => m.Rate, "plain-single", m => m.Rate),
            AtLeast("NDJSON sales a second of a cluster with TLS / without", 0.9, "tls-batch", m => m.Rate, "plain-batch", m => m.Rate),
            AtLeast("single sales a second with metrics, traces and logs / without", 0.95, "observed", m => m.Rate, "silent", m => m.Rate),
            Below("seconds from SIGKILL to correct answers, PostgreSQL", 5, "restart"),
            Below("seconds from SIGKILL to correct answers, embedded", 5, "restart-embedded"),
            Below("seconds without service after SIGKILL of one of three silos", 8, "killed"),
        ];
        return [.. targets.OfType<Target>()];

        Target? AtLeast(
            string what, double least, string a, Func<Measurement, double?> figureOfA, string b, Func<Measurement, double?> figureOfB)
        {
            if (!byId.TryGetValue(a, out Measurement? first) || !byId.TryGetValue(b, out Measurement? second)) return null;
            double value = figureOfA(first)!.Value / figureOfB(second)!.Value;
            return new Target(what, value, string.Create(CultureInfo.InvariantCulture, $">= {least}"), value >= least);
        }

        Target? Below(string what, double bound, string id) => byId.TryGetValue(id, out Measurement? one)
            ? new Target(what, one.Seconds!.Value, string.Create(CultureInfo.InvariantCulture, $"< {bound}"), one.Seconds < bound)
            : null;
    }
}
