using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>
/// Bounds of a batch that is a JSON array, judged before anything of it is recorded: its answer can't be much larger than it is. Pure.
/// </summary>
internal static class BatchRules
{
    /// <summary>Most items.</summary>
    public const int MaxItems = 10_000;

    /// <summary>Most items that are invalid.</summary>
    public const int MaxInvalid = 1_000;

    /// <summary>Of the invalid ones so many are named when all of it is refused.</summary>
    private const int MaxShown = 20;

    private const long MinErrorText = 64 * 1024;

    private static readonly Dictionary<string, string[]> NotListed = new()
    {
        ["$"] = ["has problems that are not listed, since those of the items before it are more than the batch is long"],
    };

    /// <summary>Why the whole is refused; null when it is not.</summary>
    public static InputProblems? Refuse(ArrayItems items)
    {
        InputProblems problems = new();
        if (items.Count > MaxItems)
        {
            problems.Add("$", $"must hold at most {MaxItems} transactions, and holds {items.Count}: send them as application/x-ndjson, or in parts");
            return problems;
        }

        if (items.Count <= MaxInvalid) return null;
        IReadOnlyList<(int Index, ReadItem Item)> bad = items.FindBad(MaxInvalid + 1);
        if (bad.Count <= MaxInvalid) return null;
        problems.Add("$", $"holds more than {MaxInvalid} invalid transactions, so that none of it was recorded; the first of them are listed");
        foreach ((int index, ReadItem item) in bad.Take(MaxShown)) problems.Add($"[{index}]", item.Problems!.Summary.TrimEnd('.'));
        return problems;
    }

    /// <summary>Most characters of errors in the answer to a body of that length.</summary>
    public static long MaxErrorText(long body) => MinErrorText + body;

    /// <summary>Characters of a result's errors.</summary>
    public static long ErrorTextOf(BatchResult result) =>
        result.Errors?.Sum(error => error.Key.Length + error.Value.Sum(message => (long)message.Length)) ?? 0;

    /// <summary>The result, saying only that there are errors.</summary>
    public static BatchResult WithoutErrors(BatchResult result) => result.Errors is null ? result : result with { Errors = NotListed };
}
