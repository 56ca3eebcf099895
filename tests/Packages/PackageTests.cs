using System.IO.Compression;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Tests.Packages;

/// <summary>The packages as users get them: packed, published to a folder that serves as a feed, and used by the sample.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Version = "9.9.9-test.1";
    private const string Totals =
        """{"netRevenue":15.30,"grossSales":15.30,"reductions":0,"units":6,"lines":1,"transactions":1"""
        + ""","returns":0,"firstAt":null,"lastAt":null,"currency":null,"discounts":0,"tax":0,"netRevenueExTax":15.30}""";

    private const string Recorded = """{"transactionId":"r-1","position":"3-1","total":15.30,"duplicate":false}""";
    private const string Entry =
        """{"transactionId":"r-1","storeId":"london","kind":"sale","total":15.30,"occurredAt":"2026-11-01T08:26:00Z","position":"3-1"}""";

    private readonly string _home = Directory.CreateTempSubdirectory("retail-packages-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task The_sample_runs_on_the_packed_client()
    {
        string feed = await PackAsync("Client");
        string sample = Path.Combine(_home, "Sales");
        Copy(Path.Combine(DotnetTool.Root, "samples", "Sales"), sample);
        await File.WriteAllTextAsync(Path.Combine(_home, "nuget.config"), $"""
            <configuration><packageSources><clear /><add key="local" value="{feed}" /></packageSources></configuration>
            """);
        await DotnetTool.RunAsync(
            sample, [], "build", "-c", "Release", "--nologo", "-v", "q",
            $"-p:RetailClientVersion={Version}", $"-p:RestorePackagesPath={_home}/packages");
        await using WebApplication api = await ServeAsync();
        (string, string)[] settings =
            [("RETAIL_URL", api.Urls.Single()), ("RETAIL_CLIENT_ID", "client-1"), ("RETAIL_CLIENT_SECRET", "of-the-test")];
        string program = Path.Combine(sample, "bin", "Release", "net10.0", "Sales.dll");

        string output = await DotnetTool.RunAsync(sample, settings, program, "r-1");
        (int exitCode, string errors) = await DotnetTool.TryAsync(sample, settings, program, "bad");

        Assert.Contains("Recorded r-1 at 3-1.", output, StringComparison.Ordinal);
        Assert.Contains("Net revenue 15.30, 1 transactions.", output, StringComparison.Ordinal);
        Assert.Equal((1, true), (exitCode, errors.Contains("transactionId: is bad.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Client")]
    [InlineData("Streaming.Redis")]
    public async Task A_package_has_its_readme_its_symbols_and_the_commit_of_its_sources(string project)
    {
        string feed = await PackAsync(project);
        string file = Path.Combine(feed, $"RetailGrains.{project}.{Version}.nupkg");
        await using ZipArchive package = await ZipFile.OpenReadAsync(file);
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Contains("README.md", entries);
        Assert.Contains($"lib/net10.0/RetailGrains.{project}.dll", entries);
        Assert.Contains($"lib/net10.0/RetailGrains.{project}.xml", entries);
        Assert.True(File.Exists(Path.ChangeExtension(file, ".snupkg")));
        await using Stream nuspec = await package.GetEntry($"RetailGrains.{project}.nuspec")!.OpenAsync();
        XElement metadata = (await XDocument.LoadAsync(nuspec, LoadOptions.None, CancellationToken.None)).Root!.Elements().Single();
        Assert.Equal("README.md", Element(metadata, "readme"));
        Assert.True(Element(metadata, "description")?.Length > 20);
        if (Directory.Exists(Path.Combine(DotnetTool.Root, ".git")) || File.Exists(Path.Combine(DotnetTool.Root, ".git")))
        {
            XElement repository = metadata.Elements().Single(one => one.Name.LocalName == "repository");
            Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")!.Value);
        }
    }

    private static string? Element(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(one => one.Name.LocalName == name)?.Value;

    /// <returns>The folder that serves as feed.</returns>
    private async Task<string> PackAsync(string project)
    {
        string feed = Path.Combine(_home, "feed");
        await DotnetTool.RunAsync(
            DotnetTool.Root, [], "pack", project, "-c", "Release", "--nologo", "-v", "q", "-o", feed,
            $"-p:Version={Version}", "--artifacts-path", Path.Combine(_home, "artifacts"));
        return feed;
    }

    /// <summary>Serves the part of the API that the sample uses.</summary>
    private static async Task<WebApplication> ServeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapPost("/api/v1/auth/token", () => Results.Json(new { access_token = "t", token_type = "Bearer", expires_in = 1800 }));
        app.MapPost("/api/v1/transactions", async (HttpRequest request) =>
        {
            string body = await new StreamReader(request.Body).ReadToEndAsync();
            return body.Contains("\"bad\"", StringComparison.Ordinal)
                ? Results.Content(StubApi.Problem(400, """{"transactionId":["is bad."]}"""), "application/problem+json", statusCode: 400)
                : Results.Content(Recorded, "application/json", statusCode: 201);
        });
        app.MapGet("/api/v1/live", () => Results.Content(
            $$"""
            event: chain
            id: 1.0
            data: {"totals":{{Totals}},"transactions":[{{Entry}}],"more":false}


            """,
            "text/event-stream"));
        await app.StartAsync();
        return app;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
