using System.Globalization;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>What a readiness check found.</summary>
/// <param name="Database">The state of the database; null when it does not answer.</param>
/// <param name="Partitions">By partition: its status; null when it does not answer.</param>
/// <param name="Rebuild">The rebuild of the projections; null when its grain does not answer.</param>
/// <param name="Damaged">Damaged projections under repair.</param>
/// <param name="OwnProblems">What fails in this process and is retried.</param>
internal sealed record ReadinessFacts(
    DatabaseState? Database, IReadOnlyList<PartitionStatus?> Partitions, RebuildStatus? Rebuild, string[] Damaged, string[] OwnProblems);

/// <summary>The readiness of the process in words. Pure.</summary>
/// <param name="Missing">The problems that keep it from serving.</param>
/// <param name="Degraded">What fails and is retried, or is repaired, while it serves.</param>
internal sealed record Readiness(string[] Missing, string[] Degraded)
{
    public bool IsReady => Missing.Length == 0;

    public static Readiness Of(ReadinessFacts facts)
    {
        PartitionStatus[] answered = [.. facts.Partitions.OfType<PartitionStatus>()];
        bool allAnswer = answered.Length == facts.Partitions.Count;
        string[] rebuilding = facts.Rebuild is { Running: true } rebuild ? [SentenceOf(rebuild)] : [];
        string[] missing =
        [
            .. OfDatabase(facts.Database),
            .. OfPartitions(facts.Partitions),
            .. allAnswer ? [] : rebuilding,
            .. Distinct(answered, status => status.Failures),
        ];
        string[] degraded =
        [
            .. allAnswer ? rebuilding : [],
            .. Distinct(answered, status => status.Degraded).Union(facts.OwnProblems),
            .. facts.Damaged,
        ];
        return new Readiness(missing, degraded);
    }

    private static IEnumerable<string> OfDatabase(DatabaseState? database)
    {
        if (database is null)
        {
            yield return "database: it does not answer";
            yield break;
        }

        if (database.IsReadOnly) yield return "database read-only: it accepts no transactions";
        if (database.Pending.Count > 0) yield return $"schema outdated: run migrate, which applies {string.Join(", ", database.Pending)}";
    }

    private static IEnumerable<string> OfPartitions(IReadOnlyList<PartitionStatus?> partitions)
    {
        int[] silent = [.. Enumerable.Range(0, partitions.Count).Where(i => partitions[i] is null)];
        if (silent.Length == 0) return [];
        return silent.Length == partitions.Count
            ? ["no silos: no partition answers"]
            : [.. silent.Select(i => string.Create(CultureInfo.InvariantCulture, $"partition {i}: it does not answer"))];
    }

    private static string SentenceOf(RebuildStatus rebuild) => string.Create(
        CultureInfo.InvariantCulture, $"projections rebuilding: {rebuild.Replayed} of {rebuild.Total} entries are replayed");

    /// <summary>All partitions of a silo report the same problems, so duplicates are removed.</summary>
    private static IEnumerable<string> Distinct(PartitionStatus[] partitions, Func<PartitionStatus, string[]?> problems) =>
        partitions.SelectMany(partition => problems(partition) ?? []).Distinct();
}
