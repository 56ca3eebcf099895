using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>The log of an unconfigured program.</summary>
public sealed class LogFormatTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Sales =
        """
        InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
        536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom

        """;

    private static readonly string[] Levels = ["information", "warning"]; // a busy machine makes Orleans warn

    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task A_line_is_an_object_in_production_and_readable_text_in_development(string environment, bool isJson)
    {
        string file = Path.Combine(Store.Folder, "sales.csv");
        await File.WriteAllTextAsync(file, Sales);
        (string, string)[] settings =
            [.. Store.Settings, ("DOTNET_ENVIRONMENT", environment), ("LOG_LEVEL", "INFO"), (TestTokens.KeySetting, TestTokens.Key)];
        ProgramRun run = (await ProgramRun.ApiAsync(Store.Folder, settings, "import", file)).Expect(0);
        Assert.Contains("1 rows", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(run.ErrorLines);
        Assert.All(run.ErrorLines, line =>
        {
            if (isJson) Assert.Contains(JsonDocument.Parse(line).RootElement.GetProperty("level").GetString(), Levels);
            else Assert.Matches(@"^\d{4}-\d\d-\d\dT\S+Z (info|warn): ", line);
        });
    }
}
