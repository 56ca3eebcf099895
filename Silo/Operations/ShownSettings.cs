using Microsoft.Extensions.Configuration;
using RetailGrains.Operations;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Hosting;
using RetailGrains.Text;

namespace RetailGrains.Silo.Operations;

/// <summary>
/// The settings of a process for diagnostics: only those that the program knows, because the rest of the environment is none of its
/// business, and without secrets. Pure.
/// </summary>
internal static class ShownSettings
{
    private const string Hidden = "***";

    /// <summary>Parts of the names of secrets. A setting that names a file is no secret; headers contain tokens.</summary>
    private static readonly string[] SecretNames =
        ["PASSWORD", "SECRET", "PRIVATE_KEY", "TOKEN_KEY", "SIGNING", "CREDENTIAL", "OTLP_HEADERS"];

    public static IEnumerable<SettingValue> Of(IConfiguration configuration, KnownSettings settings) =>
        from setting in configuration.AsEnumerable()
        where setting.Value is not null && settings.Has(setting.Key)
        where !setting.Key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
        orderby setting.Key
        select new SettingValue(setting.Key, Shown(setting.Key, setting.Value!));

    private static string Shown(string name, string value)
    {
        bool isFile = name.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase);
        bool isSecret = !isFile && Array.Exists(SecretNames, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
        if (isSecret && value.Length > 0) return Hidden;
        return name.EndsWith("_URL", StringComparison.OrdinalIgnoreCase) ? SecretText.Redact(value) : LogRedaction.Redact(value);
    }
}
