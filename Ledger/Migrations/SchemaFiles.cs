using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Ledger.Migrations;

/// <summary>The numbered SQL files of <c>db/</c>, embedded in this assembly.</summary>
internal static class SchemaFiles
{
    /// <summary>Returns the files of one database, in the order of their numbers.</summary>
    /// <param name="database">The folder below <c>db/</c>: <c>postgres</c> or <c>sqlite</c>.</param>
    public static IReadOnlyList<SchemaFile> Of(string database)
    {
        Assembly assembly = typeof(SchemaFiles).Assembly;
        string folder = $"db/{database}/";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SchemaFile(name[folder.Length..], Read(assembly, name)))];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <param name="Name">The file's name, which <c>schema_version</c> stores.</param>
/// <param name="Sql">The file's statements.</param>
internal sealed record SchemaFile(string Name, string Sql)
{
    /// <summary>SHA-256 of the statements, in hexadecimal. Line ends do not matter, because Git may change them.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}
