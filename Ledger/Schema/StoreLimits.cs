namespace RetailGrains.Ledger.Schema;

/// <summary>Bounds of what callers may ask of the database.</summary>
public static class StoreLimits
{
    /// <summary>A list that takes longer is given up: 5 seconds.</summary>
    public static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);
}
