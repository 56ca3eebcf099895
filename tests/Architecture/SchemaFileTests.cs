using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Tests.Architecture;

/// <summary>
/// Released schema files must not change, because databases have applied them. <c>db/released.sha256</c> lists them in the format of
/// sha256sum. Each release adds its new files.
/// </summary>
public sealed class SchemaFileTests
{
    private const string List = "db/released.sha256";

    [Fact]
    public void Released_schema_files_are_unchanged()
    {
        (string Checksum, string Path)[] released =
            [.. Repository.Lines(List).Select(line => line.Split("  ")).Select(parts => (parts[0], $"db/{parts[1]}"))];
        Assert.NotEmpty(released);
        Repository.AssertNone(
            from file in released
            where !File.Exists(Path.Combine(Repository.Root, file.Path)) || ChecksumOf(file.Path) != file.Checksum
            select $"{file.Path} was changed after its release: restore it, and put the change into a new numbered file");
    }

    [Fact]
    public void Numbers_of_schema_files_are_unique_in_each_database() => Repository.AssertNone(
        from folder in Directory.GetDirectories(Path.Combine(Repository.Root, "db"))
        from same in Directory.GetFiles(folder, "*.sql").Select(Path.GetFileName).GroupBy(name => name!.Split('_')[0])
        where same.Count() > 1
        select $"{folder}: {string.Join(", ", same)} have one number");

    private static string ChecksumOf(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Repository.Read(path).ReplaceLineEndings("\n"))));
}
