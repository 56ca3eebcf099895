using System.Text.Json;

namespace RetailGrains.Ledger.Projections;

/// <summary>Damage that shows as soon as rows are read, in words that follow the name of an entity.</summary>
public static class ProjectionDamage
{
    /// <summary>A row was deleted and its days were not, or somebody added days.</summary>
    public const string DaysWithoutRow = "has day rows but no row";

    /// <summary>A value is none of its column's.</summary>
    public const string Unreadable = "has a row that can't be read";

    /// <summary>The exceptions of values that can't be read.</summary>
    internal static bool IsUnreadable(Exception exception) => exception is FormatException or InvalidCastException or OverflowException
        or JsonException or InvalidOperationException or ArgumentException;
}
