namespace RetailGrains.Ledger.Migrations;

/// <summary>A row of <c>schema_version</c>.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Checksum">The checksum of its content; null when a version before checksums applied it.</param>
internal sealed record AppliedFile(string Name, string? Checksum);

/// <summary>Compares the files that a database has applied with those of this program. Pure.</summary>
internal static class SchemaHistory
{
    /// <summary>Returns the files that must still be applied, in order.</summary>
    /// <exception cref="SchemaNewerException">The database has applied a file that this program does not have.</exception>
    /// <exception cref="SchemaChangedException">The database has applied a file with other content.</exception>
    public static IReadOnlyList<SchemaFile> Pending(IReadOnlyCollection<AppliedFile> applied, IReadOnlyList<SchemaFile> files)
    {
        SchemaNewerException.ThrowIfUnknown(applied.Select(one => one.Name), files);
        Dictionary<string, string?> checksums = applied.ToDictionary(one => one.Name, one => one.Checksum, StringComparer.Ordinal);
        SchemaFile[] changed = [.. files.Where(file => checksums.GetValueOrDefault(file.Name) is { } known && known != file.Checksum)];
        if (changed.Length > 0) throw new SchemaChangedException(changed.Select(file => file.Name));
        return [.. files.Where(file => !checksums.ContainsKey(file.Name))];
    }
}
