using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Migrations;

/// <summary>The database has schema changes that this version does not know, so it cannot know whether its writes would be valid.</summary>
public sealed class SchemaNewerException(IEnumerable<string> unknown)
    : StartupException(
        $"The database's schema is newer than this program, which does not know {string.Join(", ", unknown)}: start the newer version, "
        + "or restore a backup from before the upgrade.")
{
    internal static void ThrowIfUnknown(IEnumerable<string> applied, IReadOnlyList<SchemaFile> files)
    {
        string[] unknown = [.. applied.Except(files.Select(file => file.Name)).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0) throw new SchemaNewerException(unknown);
    }
}
