namespace RetailGrains.Imports;

/// <summary>
/// Import grains by their import's id. The grain's key is the id with a prefix, because the ADO.NET grain storage takes keys that look like
/// hexadecimal numbers for numbers, and different ones could share a row.
/// </summary>
public static class ImportGrainKey
{
    private const string Prefix = "import/";

    /// <summary>The grain of an import.</summary>
    public static IImportGrain GetImport(this IGrainFactory grains, string importId)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IImportGrain>(Prefix + importId);
    }

    /// <summary>The id of a grain's import.</summary>
    /// <exception cref="ArgumentException">The grain was not reached by <see cref="GetImport"/>.</exception>
    public static string ImportIdOf(IImportGrain grain)
    {
        string key = grain.GetPrimaryKeyString();
        return key.StartsWith(Prefix, StringComparison.Ordinal)
            ? key[Prefix.Length..]
            : throw new ArgumentException($"Use {nameof(GetImport)} to get an import grain.", nameof(grain));
    }
}
