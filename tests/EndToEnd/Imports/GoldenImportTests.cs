using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>
/// A year of a real shop, uploaded as its file is. The process is killed several times (20 with RETAIL_LONG=1) while it imports the file,
/// and continues automatically each time; in the end every figure is the golden one. So guarantees 4 to 7 hold together: an outcome that a
/// kill interrupted is resolved, effect and watermark move together, the checkpoint never runs ahead, and no activation starts from a
/// stale state. The same file again records nothing and changes no digit (guarantee 2: one entry per id, permanently). With one invoice
/// altered it gives that one conflict. Reconciliation finds no difference.
/// </summary>
public abstract class GoldenImportSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int MaxExtraMilliseconds = 25;

    private static int Kills => LongFactAttribute.IsWanted ? 20 : 5;

    private static readonly string[] Works = ["commit", "delivery", "projection write"];

    [RealDataFact]
    public async Task The_real_file_gives_every_golden_figure_however_often_its_import_is_killed_or_repeated()
    {
        int seed = Random.Shared.Next();
        Output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        long start = Stopwatch.GetTimestamp();
        var cut = new int[Works.Length];
        int idle = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            long[] underWay = await RunAndKillAsync(kill, random);
            for (int work = 0; work < cut.Length; work++) cut[work] += underWay[work] > 0 ? 1 : 0;
            if (underWay.All(count => count == 0)) idle++;
        }

        Output.WriteLine(
            $"Of {Kills} kills {string.Join(", ", Works.Select((work, i) => $"{cut[i]} fell into a {work}"))}, {idle} into none of them.");
        ApiProcess api = await StartAsync();
        // What it recorded itself before a kill counts as recorded: nobody else sent these.
        JsonElement import = await api.Client.WhenImportedAsync(await ImportIdAsync(api.Client));
        AssertCounts(import, recorded: RealFile.Invoices, duplicates: 0, conflicts: 0);
        Assert.Equal(RealFile.Rows, import.GetProperty("rowsRecorded").GetInt64());
        await api.Client.WhenSettledAsync();
        await RealFile.AssertGoldenAsync(api.Client);
        await api.Client.ExpectAgreementAsync();

        SortedDictionary<string, string> figures = await FigureSnapshot.OfListsAsync(api.Client);
        AssertCounts(
            await api.Client.ImportAsync("again.csv.gz", RealFile.Read()), recorded: 0, duplicates: RealFile.Invoices, conflicts: 0);
        AssertCounts(
            await api.Client.ImportAsync("altered.csv.gz", RealFile.WithOneInvoiceAltered()),
            recorded: 0,
            duplicates: RealFile.Invoices - 1,
            conflicts: 1);
        FigureSnapshot.AssertSame(figures, await FigureSnapshot.OfListsAsync(api.Client));
        await api.Client.ExpectAgreementAsync();
        Output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s in all; resident {api.ResidentMiB():F0} MiB");
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

    /// <summary>
    /// The kills are spread over the file: each waits until rows of one part of the file have been processed. The first interrupts the
    /// upload.
    /// </summary>
    private async Task<long[]> RunAndKillAsync(int kill, Random random)
    {
        string work = Path.Combine(Store.Folder, $"work-{kill}");
        ApiProcess api = await StartAsync(("RETAIL_WORK_FILE", work));
        var extra = TimeSpan.FromMilliseconds(random.NextDouble() * MaxExtraMilliseconds);
        if (kill == 0)
        {
            Task upload = api.Client.UploadAsync("real.csv.gz", RealFile.Read());
            await Eventually.PauseAsync(extra);
            await api.KillAsync();
            await upload.ContinueWith(_ => { }, TaskScheduler.Default); // cut off or just complete: both are fine
        }
        else
        {
            long rows = (long)((kill - random.NextDouble()) / Kills * RealFile.Rows);
            string importId = await ImportIdAsync(api.Client);
            await Eventually.IsTrueAsync($"{rows} rows are dealt with", async () => await IsPastAsync(api.Client, importId, rows), api.Log);
            await Eventually.PauseAsync(extra);
            await api.KillAsync();
        }

        byte[] counts = await File.ReadAllBytesAsync(work);
        return [.. Enumerable.Range(0, Works.Length).Select(i => BinaryPrimitives.ReadInt64LittleEndian(counts.AsSpan(i * sizeof(long))))];
    }

    private static async Task<bool> IsPastAsync(RetailClient client, string importId, long rows)
    {
        Answer status = await client.GetAsync($"/imports/{importId}");
        return status.IsSuccess && (status["rows"].GetInt64() > rows || status["state"].GetString() == "completed");
    }

    /// <summary>Returns the id of the only import. If the upload was cut off there is none, and the file is sent again.</summary>
    private static async Task<string> ImportIdAsync(RetailClient client)
    {
        List<JsonElement> imports = await client.ListAsync("/imports");
        if (imports.Count > 0) return Assert.Single(imports).GetProperty("importId").GetString()!;
        return (await client.UploadAsync("real.csv.gz", RealFile.Read())).Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
    }
}

public sealed class SqliteGoldenImportTests(ITestOutputHelper output) : GoldenImportSuite(output);

[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresGoldenImportTests(PostgresFixture server, ITestOutputHelper output) : GoldenImportSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
