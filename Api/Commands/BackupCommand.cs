using System.CommandLine;
using System.Globalization;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Backup;
using RetailGrains.Ledger.Settings;
using RetailGrains.Text;

namespace RetailGrains.Api.Commands;

/// <summary><c>backup FOLDER</c>: copies the embedded store, also while a server uses it.</summary>
internal static class BackupCommand
{
    public static Command Create(string[] settings)
    {
        var target = new Argument<string>("FOLDER")
        {
            Description = "The folder of the copy; it must not exist yet. RETAIL_HOME can name it later.",
        };
        var command = new Command(
            "backup", "Copies the embedded store in RETAIL_HOME as it is at one moment, also while it is served, and checks the copy.")
        {
            target,
        };
        command.SetAction((parsed, _) => RunAsync(settings, parsed.GetValue(target)!));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, string target)
    {
        StoreOptions options = WebApplication.CreateBuilder(settings).Configuration.GetStoreOptions();
        if (options.DatabaseUrl is { } url)
        {
            throw new StartupException(
                $"DATABASE_URL={SecretText.Redact(url)} is set, and backup copies the embedded store only: use pg_dump --format=custom "
                + "(docs/backup.md), or unset DATABASE_URL.");
        }

        BackupReport copy = EmbeddedBackup.Copy(options.Home, target, TimeProvider.System);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Copied {copy.Transactions:N0} transactions, {copy.Bytes / 1_000_000.0:N1} MB, to {target} and checked the copy. "
                + $"To restore it, start with RETAIL_HOME={target}."));
        return 0;
    }
}
