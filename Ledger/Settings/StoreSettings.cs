using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger.Settings;

/// <summary>
/// Reads <see cref="StoreOptions"/> from the configuration: DATABASE_URL, RETAIL_HOME, DATABASE_POOL_SIZE and RETAIL_PARTITIONS.
/// </summary>
public static class StoreSettings
{
    private const int MaxPool = 1_000;
    private const int MaxPartitions = 1_024;

    /// <summary>Returns the settings. An <see cref="OptionsValidationException"/> names a setting that is invalid.</summary>
    public static StoreOptions GetStoreOptions(this IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new StoreOptions();
        if (configuration["DATABASE_URL"] is { Length: > 0 } url) options.DatabaseUrl = url;
        if (configuration["RETAIL_HOME"] is { Length: > 0 } home) options.Home = home;
        if (configuration["DATABASE_POOL_SIZE"] is { Length: > 0 } size) options.PoolSize = Number("DATABASE_POOL_SIZE", size, MaxPool);
        if (configuration["RETAIL_PARTITIONS"] is { Length: > 0 } partitions)
            options.Partitions = Number("RETAIL_PARTITIONS", partitions, MaxPartitions);
        return options;
    }

    /// <summary>
    /// Returns the settings with which <c>migrate</c> opens the store. If MIGRATION_DATABASE_URL is set, it opens the store as that owner,
    /// and grants the user of DATABASE_URL the rights that the other processes need.
    /// </summary>
    public static StoreOptions GetMigrationOptions(this IConfiguration configuration)
    {
        StoreOptions options = configuration.GetStoreOptions();
        if (configuration["MIGRATION_DATABASE_URL"] is not { Length: > 0 } owner) return options;
        if (options.DatabaseUrl is null)
        {
            throw new OptionsValidationException(
                nameof(StoreOptions),
                typeof(StoreOptions),
                ["MIGRATION_DATABASE_URL is set and DATABASE_URL is not: set both, so that the user of DATABASE_URL is granted its "
                    + "privileges."]);
        }

        options.RuntimeUrl = options.DatabaseUrl;
        options.DatabaseUrl = owner;
        return options;
    }

    private static int Number(string name, string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= max
            ? number
            : throw new OptionsValidationException(
                nameof(StoreOptions), typeof(StoreOptions), [$"{name} must be a whole number from 1 to {max}, not '{text}'."]);
}
