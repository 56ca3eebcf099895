using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Docs;

/// <summary>
/// Runs the programs of docs/examples.md exactly as they are written, each twice: the second run finds its transaction recorded.
/// </summary>
public sealed class ExampleTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Page = "docs/examples.md";

    [Fact]
    public async Task Every_example_records_a_sale_and_reads_it_back()
    {
        ApiProcess api = await StartAsync();
        ExampleCode[] examples = [.. DocsPages.Examples.Where(example => example.Page == Page)];
        Assert.Equal(["python", "javascript", "csharp"], examples.Select(example => example.Language));
        decimal revenue = 0;
        foreach (ExampleCode example in examples)
        {
            revenue += 15.30m;
            Assert.Equal([$"false {revenue:F2}", $"true {revenue:F2}"], [await RunAsync(api, example), await RunAsync(api, example)]);
        }
    }

    /// <summary>Whether the example's transaction was a duplicate, and the product's net revenue, as it prints them.</summary>
    private async Task<string> RunAsync(ApiProcess api, ExampleCode example)
    {
        (string program, string file, string head) = example.Language switch
        {
            "python" => ("python3", "example.py", ""),
            "javascript" => ("node", "example.mjs", ""),
            _ => ("dotnet", "example.cs", $"#:project {BuiltAssembly.Root}/Client\n#:property PublishAot=false\n"),
        };
        string path = Path.Combine(Store.Folder, file);
        await File.WriteAllTextAsync(path, head + example.Text);
        string[] arguments = program == "dotnet" ? ["run", path] : [path];
        ProgramRun run = await ProgramRun.RunAsync(
            program, Store.Folder, [("RETAIL_URL", api.Client.Address.ToString().TrimEnd('/')), ("TOKEN", TestTokens.Operator)], arguments);
        Output.WriteLine($"{example.Language}: {run.Output}{run.Errors}");
        run.Expect(0);
        string[] words = run.Output.ToLowerInvariant().Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return $"{words[1]} {decimal.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture):F2}";
    }
}
