using System.Text.Json;
using System.Xml.Linq;

namespace RetailGrains.Tests.Architecture;

/// <summary>The build uses only reviewed packages from one source, locked by hash, and one feature band of the SDK.</summary>
public sealed class PackageTests
{
    private static string Root => Repository.Root;

    [Fact]
    public void Every_project_has_its_packages_locked_with_hashes()
    {
        // Samples are exempt: they restore our packages from a local feed, with a version that changes with each commit.
        string samples = Path.Combine(Root, "samples") + "/";
        string[] projects = [.. Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories)];
        Assert.NotEmpty(projects);
        foreach (string project in projects.Where(project => !project.StartsWith(samples, StringComparison.Ordinal)))
        {
            string file = Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json");
            Assert.True(File.Exists(file), $"{file} is missing: dotnet restore writes it.");
            using JsonDocument locked = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonProperty package
                in locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
            {
                if (package.Value.GetProperty("type").GetString() == "Project") continue;
                Assert.True(package.Value.TryGetProperty("contentHash", out _), $"{file}: {package.Name} has no hash.");
            }
        }
    }

    [Fact]
    public void Packages_come_from_one_source_and_the_sdk_from_one_feature_band()
    {
        XElement config = XDocument.Load(Path.Combine(Root, "nuget.config")).Root!;
        Assert.NotNull(config.Element("packageSources")!.Element("clear"));
        string source = Assert.Single(config.Element("packageSources")!.Elements("add")).Attribute("key")!.Value;
        XElement mapped = Assert.Single(config.Element("packageSourceMapping")!.Elements("packageSource"));
        Assert.Equal(source, mapped.Attribute("key")!.Value);
        using JsonDocument sdk = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "global.json")));
        Assert.Equal("latestPatch", sdk.RootElement.GetProperty("sdk").GetProperty("rollForward").GetString());
        Assert.Contains(
            "restore RetailGrains.sln --locked-mode", File.ReadAllText(Path.Combine(Root, ".ci", "run")), StringComparison.Ordinal);
    }
}
