using System.Reflection;

namespace RetailGrains.Tests.Architecture;

/// <summary>
/// Checks which projects a project may reference. A project is a boundary: other projects use it through Grains.Abstractions or the
/// interfaces of Ledger.
/// </summary>
public sealed class ReferenceTests
{
    private const string Orleans = "Orleans.";
    private const string OrleansRuntime = "Orleans.Runtime";

    [Theory]
    [InlineData("Grains.Abstractions", new string[0])]
    [InlineData("Ledger", new[] { "Grains.Abstractions" })]
    [InlineData("Access", new[] { "Grains.Abstractions", "ServiceDefaults" })]
    [InlineData("Streaming.Redis", new string[0])]
    [InlineData("Demo", new[] { "Grains.Abstractions" })]
    [InlineData("Formats", new[] { "Grains.Abstractions" })]
    [InlineData("Grains", new[] { "Grains.Abstractions", "Formats", "Ledger", "Streaming.Redis" })]
    [InlineData("ServiceDefaults", new string[0])]
    [InlineData(
        "Silo", new[] { "Grains.Abstractions", "Access", "Formats", "Ledger", "Streaming.Redis", "Grains", "ServiceDefaults" })]
    [InlineData("Console", new[] { "Client", "ServiceDefaults" })]
    [InlineData(
        "Api",
        new[]
        {
            "Grains.Abstractions", "Access", "Console", "Demo", "Formats", "Ledger", "Streaming.Redis", "Grains", "Silo", "ServiceDefaults",
        })]
    public void A_project_references_only_projects_below_it(string project, string[] below)
    {
        IEnumerable<string> ours = References(project).Where(name => name.StartsWith("RetailGrains.", StringComparison.Ordinal));
        Assert.Empty(ours.Except(below.Select(name => $"RetailGrains.{name}")));
    }

    [Theory]
    [InlineData("Grains.Abstractions")]
    [InlineData("Grains")]
    [InlineData("Api")]
    public void Only_the_ledger_and_the_silo_know_a_database(string project) =>
        Assert.DoesNotContain(References(project), name => name is "Npgsql" or "Microsoft.Data.Sqlite");

    [Fact]
    public void The_ledger_references_no_grain_runtime() =>
        Assert.DoesNotContain(References("Ledger"), name => name is OrleansRuntime or "Orleans.Core");

    [Theory]
    [InlineData("Grains")]
    [InlineData("Ledger")]
    public void Only_the_api_knows_the_web(string project) =>
        Assert.DoesNotContain(References(project), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void Grain_abstractions_depend_only_on_the_Orleans_SDK() =>
        Assert.All(
            References("Grains.Abstractions"),
            name => Assert.True(
                name.StartsWith("System", StringComparison.Ordinal)
                    || name.StartsWith(Orleans, StringComparison.Ordinal)
                    || name is "Microsoft.Extensions.Logging.Abstractions" or "Microsoft.Extensions.DependencyInjection.Abstractions",
                $"Grains.Abstractions references {name}."));

    [Fact]
    public void Grains_are_called_through_their_interfaces_only() =>
        Assert.DoesNotContain(Load("Grains").GetExportedTypes(), typeof(Grain).IsAssignableFrom);

    private static IEnumerable<string> References(string project) => Load(project).GetReferencedAssemblies().Select(name => name.Name!);

    private static Assembly Load(string project) => Assembly.Load($"RetailGrains.{project}");
}
