namespace RetailGrains.Imports;

/// <summary>
/// Maps import ids to import grains. The grain's key is the id with a prefix: the ADO.NET grain storage parses keys that look like
/// hexadecimal numbers as numbers, so that different keys could share a row.
/// </summary>
public static class ImportGrainKey
{
    private const string Prefix = "import/";

    /// <summary>Returns the grain of an import.</summary>
    public static IImportGrain GetImport(this IGrainFactory grains, string importId)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IImportGrain>(Prefix + importId);
    }

    /// <summary>Returns the id of a grain's import.</summary>
    /// <exception cref="ArgumentException">The grain was not obtained by <see cref="GetImport"/>.</exception>
    public static string ImportIdOf(IImportGrain grain)
    {
        string key = grain.GetPrimaryKeyString();
        return key.StartsWith(Prefix, StringComparison.Ordinal)
            ? key[Prefix.Length..]
            : throw new ArgumentException($"Use {nameof(GetImport)} to get an import grain.", nameof(grain));
    }
}
