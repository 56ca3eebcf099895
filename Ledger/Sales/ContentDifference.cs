using RetailGrains.Text;

namespace RetailGrains.Ledger;

/// <summary>In what way a field differs.</summary>
public enum DifferenceKind
{
    /// <summary>The field has another value.</summary>
    Value,

    /// <summary>The list has another number of items.</summary>
    Count,

    /// <summary>The list has the same items in another order.</summary>
    Order,
}

/// <summary>A field in which a transaction differs from what the ledger holds under its id.</summary>
/// <param name="Line">The index of the line; null for a field of the transaction.</param>
/// <param name="Field">The field, as requests name it.</param>
/// <param name="Kind">In what way the field differs.</param>
/// <param name="Recorded">The value in the ledger; null when there is none.</param>
/// <param name="Sent">The value in the transaction; null when there is none.</param>
public sealed record ContentDifference(int? Line, string Field, DifferenceKind Kind, string? Recorded, string? Sent)
{
    private const int MaxShown = 100;

    /// <summary>The path of the field.</summary>
    public string Path => Line is { } line ? $"lines[{line}].{Field}" : Field;

    /// <summary>The difference, as the end of a sentence that begins with the path.</summary>
    public string Message => Kind switch
    {
        DifferenceKind.Count => $"holds {Recorded} in the ledger, not {Sent}",
        DifferenceKind.Order => "are in another order in the ledger",
        _ => $"is {Shown(Recorded)} in the ledger, not {Shown(Sent)}",
    };

    private static string Shown(string? value) => value switch
    {
        null => "left out",
        { Length: > MaxShown } => $"{ShortText.Of(value, MaxShown)}...",
        _ => value,
    };
}
