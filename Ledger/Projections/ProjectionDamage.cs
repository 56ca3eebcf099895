using System.Text.Json;

namespace RetailGrains.Ledger.Projections;

/// <summary>Damage that is visible when rows are read, in words that follow the name of an entity.</summary>
public static class ProjectionDamage
{
    /// <summary>A row was deleted and its days were not, or days were added by hand.</summary>
    public const string DaysWithoutRow = "has day rows but no row";

    /// <summary>A value is invalid for its column.</summary>
    public const string Unreadable = "has a row that cannot be read";

    /// <summary>Returns whether the exception means that a value cannot be read.</summary>
    internal static bool IsUnreadable(Exception exception) => exception is FormatException or InvalidCastException or OverflowException
        or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException;
}
