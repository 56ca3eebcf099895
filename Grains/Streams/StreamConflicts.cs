using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>A transaction whose id the ledger has with other content, at a position.</summary>
internal readonly record struct StreamConflict(SaleTransaction Sent, Position Position);

/// <summary>
/// Names the fields in which transactions differ from what the ledger holds under their ids, for the reasons of dead letters. It quotes no
/// values: a reason is kept longer than the quoted data may be.
/// </summary>
internal sealed class StreamConflicts(ConflictReader reader)
{
    /// <summary>Returns the reason of each, in order.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(IReadOnlyCollection<StreamConflict> conflicts, CancellationToken cancel)
    {
        var reasons = new List<string>(conflicts.Count);
        foreach (StreamConflict[] some in conflicts.Chunk(ConflictReader.AtATime))
        {
            IReadOnlyList<Conflict> read = await reader.ReadAsync(Array.ConvertAll(some, one => one.Sent), cancel);
            reasons.AddRange(some.Select((one, i) => ReasonOf(one.Position, DifferencesOf(read[i]))));
        }

        return reasons;
    }

    /// <summary>Returns a reason. Pure.</summary>
    public static string ReasonOf(Position position, IReadOnlyCollection<ContentDifference> differences)
    {
        string reason = $"transactionId is recorded with other content, at {position}";
        if (differences.Count == 0) return reason;
        string fields = string.Join(", ", differences.Take(ContentDifferences.MaxShown).Select(difference => difference.Path));
        int more = differences.Count - ContentDifferences.MaxShown;
        if (more > 0) return $"{reason}: {fields} and {more} more differ";
        return $"{reason}: {fields} {(differences.Count == 1 ? "differs" : "differ")}";
    }

    private static ContentDifference[] DifferencesOf(Conflict conflict) =>
        conflict.Entry is { } entry ? [.. ContentDifferences.Of(entry, conflict.Sent, conflict.Currency)] : [];
}
