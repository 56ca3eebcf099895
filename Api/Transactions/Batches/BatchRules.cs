using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions.Batches;

/// <summary>
/// The limits of a JSON array batch, checked before anything is recorded, so that the answer cannot be much larger than the request. Pure.
/// </summary>
internal static class BatchRules
{
    /// <summary>The maximum number of items.</summary>
    public const int MaxItems = 10_000;

    /// <summary>The maximum number of invalid items.</summary>
    public const int MaxInvalid = 1_000;

    /// <summary>The number of invalid items that the answer names when it refuses the batch.</summary>
    private const int MaxShown = 20;

    private const long MinErrorText = 64 * 1024;

    private static readonly Dictionary<string, string[]> NotListed = new()
    {
        ["$"] = ["has problems that are not listed, because the list of problems would be longer than the batch itself"],
    };

    /// <summary>The reasons to refuse the whole batch; null when there are none.</summary>
    public static InputProblems? Refuse(ArrayItems items)
    {
        InputProblems problems = new();
        if (items.Count > MaxItems)
        {
            problems.Add(
                "$", $"must hold at most {MaxItems} transactions, and holds {items.Count}: send them as application/x-ndjson, or in parts");
            return problems;
        }

        if (items.Count <= MaxInvalid) return null;
        IReadOnlyList<(int Index, ReadItem Item)> invalid = items.FindInvalid(MaxInvalid + 1);
        if (invalid.Count <= MaxInvalid) return null;
        problems.Add(
            "$", $"contains more than {MaxInvalid} invalid transactions, so nothing was recorded; the first {MaxShown} are listed");
        foreach ((int index, ReadItem item) in invalid.Take(MaxShown)) problems.Add($"[{index}]", item.Problems!.Summary.TrimEnd('.'));
        return problems;
    }

    /// <summary>The maximum characters of errors in the answer to a body of this length.</summary>
    public static long MaxErrorText(long body) => MinErrorText + body;

    /// <summary>The number of characters of a result's errors.</summary>
    public static long ErrorTextOf(BatchResult result) =>
        result.Errors?.Sum(error => error.Key.Length + error.Value.Sum(message => (long)message.Length)) ?? 0;

    /// <summary>The result without its error texts; it states only that there are errors.</summary>
    public static BatchResult WithoutErrors(BatchResult result) => result.Errors is null ? result : result with { Errors = NotListed };
}
