using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>
/// The process is killed several times (20 with RETAIL_LONG=1) while it imports the real file, and continues automatically each time; in
/// the end every figure is the golden one. So guarantees 4 to 7 hold together: an outcome that a kill interrupted is resolved, effect and
/// watermark move together, the checkpoint never runs ahead, and no activation starts from a stale state.
/// </summary>
public abstract class KilledImportSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int MaxExtraMilliseconds = 25;

    private static int Kills => LongFactAttribute.IsWanted ? 20 : 5;

    private static readonly string[] Works = ["commit", "delivery", "projection write"];

    [RealDataFact]
    public async Task An_import_survives_kills_at_any_moment_without_loss_or_duplicates()
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
        JsonElement import = await api.Client.WhenImportedAsync(await ImportIdAsync(api.Client));
        // What it recorded itself before a kill counts as recorded: nobody else sent these.
        Assert.Equal(RealFile.Invoices, import.GetProperty("recorded").GetInt64());
        Assert.Equal(RealFile.Rows, import.GetProperty("rowsRecorded").GetInt64());
        Assert.Equal(RealFile.Rows, import.GetProperty("rows").GetInt64());
        foreach (string none
            in new[] { "duplicates", "conflicts", "rejected", "rowsDuplicate", "rowsConflict", "rowsRejected", "rowsIgnored" })
            Assert.Equal(0, import.GetProperty(none).GetInt64());
        await api.Client.WhenSettledAsync();
        await RealFile.AssertGoldenAsync(api.Client);
        await api.Client.ExpectAgreementAsync();
        Output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s in all");
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

public sealed class SqliteKilledImportTests(ITestOutputHelper output) : KilledImportSuite(output);

[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresKilledImportTests(PostgresFixture server, ITestOutputHelper output) : KilledImportSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
