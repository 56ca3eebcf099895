using Microsoft.Extensions.Configuration;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Silo.Doctor;

/// <summary>Checks that only the owner can read the embedded store and the private keys.</summary>
internal static class FileChecks
{
    private const string Check = "files";

    private static readonly string[] StoreFiles =
    [
        RetailHome.StoreFile, $"{RetailHome.StoreFile}-wal", $"{RetailHome.StoreFile}-shm", "documents.db", "documents.db-wal",
        "documents.db-shm",
        "jwt-key", "token",
    ];

    /// <summary>Settings with the paths of private keys.</summary>
    private static readonly string[] KeySettings = ["SILO_TLS_KEY", "API_TLS_KEY", "OPS_TLS_KEY", "JWT_PRIVATE_KEY_FILE"];

    public static IEnumerable<Finding> Run(IConfiguration configuration)
    {
        string home = configuration.GetStoreOptions().Home;
        (string Name, string Path)[] secret =
        [
            .. StoreFiles.Select(name => (name, Path.Combine(home, name))),
            .. KeySettings.Select(setting => (setting, configuration[setting] ?? "")),
        ];
        Finding[] open = [.. secret.Where(one => one.Path.Length > 0 && OwnerOnlyFile.IsOpenToOthers(one.Path))
            .Select(one => Finding.Fail(Check, $"{one.Path} can be read by other users: chmod go-rwx."))];
        foreach (Finding finding in open) yield return finding;
        foreach (string setting in KeySettings)
        {
            if (configuration[setting] is { Length: > 0 } path && !File.Exists(path))
                yield return Finding.Fail(Check, $"{setting}={path} does not exist.");
        }

        if (File.Exists(Path.Combine(home, RetailHome.StoreFile)) && OwnerOnlyFile.IsOpenToOthers(home))
            yield return Finding.Warn(Check, $"the folder {home} can be entered by other users: chmod 700, unless it must be shared.");
        if (open.Length == 0) yield return Finding.Ok(Check, "stores and keys can be read by their owner only.");
    }
}
