using System.Globalization;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Backup;

/// <summary>
/// When the last backup of an embedded store ended. The file lies beside the store, and its content counts: the time of the file itself
/// changes when the folder is copied. A backup has no such file.
/// </summary>
public static class BackupTime
{
    private const string Name = "last-backup";

    /// <summary>Records the end of a backup.</summary>
    public static void Write(string home, DateTimeOffset time) =>
        OwnerOnlyFile.Write(Path.Combine(home, Name), time.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>Returns null when there was no backup, or the file cannot be read.</summary>
    public static DateTimeOffset? Read(string home)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(home, Name));
            return DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
                ? time
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
