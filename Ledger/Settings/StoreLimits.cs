
namespace RetailGrains.Ledger.Settings;

/// <summary>Limits of what callers may request from the database.</summary>
public static class StoreLimits
{
    /// <summary>The timeout of a list's query: 5 seconds.</summary>
    public static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);
}
