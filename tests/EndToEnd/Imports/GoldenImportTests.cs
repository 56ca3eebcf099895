using System.Diagnostics;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>
/// A year of a real shop, uploaded as its file is: every figure is the golden one. The same file again records nothing and changes no digit
/// (guarantee 2: one entry per id, permanently); with one invoice altered it gives that one conflict. Reconciliation finds no difference.
/// </summary>
public abstract class GoldenImportSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    [RealDataFact]
    public async Task The_real_file_gives_every_golden_figure_however_often_it_is_sent()
    {
        ApiProcess api = await StartAsync();
        long start = Stopwatch.GetTimestamp();
        AssertCounts(
            await api.Client.ImportAsync("real.csv.gz", RealFile.Read()), recorded: RealFile.Invoices, duplicates: 0, conflicts: 0);
        Output.WriteLine($"Imported in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; resident {api.ResidentMiB():F0} MiB");
        await api.Client.WhenSettledAsync();
        await RealFile.AssertGoldenAsync(api.Client);

        SortedDictionary<string, string> figures = await FigureSnapshot.OfListsAsync(api.Client);
        AssertCounts(
            await api.Client.ImportAsync("again.csv.gz", RealFile.Read()), recorded: 0, duplicates: RealFile.Invoices, conflicts: 0);
        AssertCounts(
            await api.Client.ImportAsync("altered.csv.gz", RealFile.WithOneInvoiceAltered()),
            recorded: 0,
            duplicates: RealFile.Invoices - 1,
            conflicts: 1);
        FigureSnapshot.AssertSame(figures, await FigureSnapshot.OfListsAsync(api.Client));
        Output.WriteLine((await api.Client.ExpectAgreementAsync())["checked"].GetRawText());
        Output.WriteLine($"All of it took {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; resident {api.ResidentMiB():F0} MiB");
    }

    private static void AssertCounts(JsonElement import, long recorded, long duplicates, long conflicts)
    {
        Assert.Equal(RealFile.Rows, import.GetProperty("rows").GetInt64());
        Assert.Equal(RealFile.Rows, import.GetProperty("rowsTotal").GetInt64());
        Assert.Equal(RealFile.Invoices, import.GetProperty("transactions").GetInt64());
        Assert.Equal(recorded, import.GetProperty("recorded").GetInt64());
        Assert.Equal(duplicates, import.GetProperty("duplicates").GetInt64());
        Assert.Equal(conflicts, import.GetProperty("conflicts").GetInt64());
        Assert.Equal(0, import.GetProperty("rejected").GetInt64());
        string[] counts = ["rowsRecorded", "rowsDuplicate", "rowsConflict", "rowsRejected", "rowsIgnored"];
        Assert.Equal(RealFile.Rows, counts.Sum(count => import.GetProperty(count).GetInt64()));
    }
}

public sealed class SqliteGoldenImportTests(ITestOutputHelper output) : GoldenImportSuite(output);

[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresGoldenImportTests(PostgresFixture server, ITestOutputHelper output) : GoldenImportSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
