using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Imports a year of real invoices. For comparison it measures the upper limit: COPY of only their ledger rows.</summary>
internal static class RealFile
{
    private const string Name = "online-retail.csv.gz";
    /// <summary>
    /// More than half of the file, because the just-in-time compiler is busy during half of a new process's first import.
    /// </summary>
    private const int WarmUpRows = 300_000;
    private const int Group = 500;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        if (TestData.Find(Name) is not { } path)
        {
            await Console.Error.WriteLineAsync($"import is left out. {TestData.HowToGetIt}");
            return [];
        }

        byte[] file = await File.ReadAllBytesAsync(path);
        byte[] warmUp = await WarmUpAsync(file);
        return
        [
            await ImportAsync(
                run, "import", "POST /imports of the real file, PostgreSQL", await run.Postgres.CreateDatabaseAsync(), warmUp, file),
            await CopyAsync(run, file),
            await ImportAsync(run, "import-embedded", "the same, embedded store", database: null, warmUp, file),
        ];
    }

    private static async Task<Measurement> ImportAsync(
        BenchRun run, string id, string what, string? database, byte[] warmUp, byte[] file)
    {
        await using RetailApi api = await RetailApi.StartAsync(database, run.NewFolder(), run.Time);
        await api.ImportAsync(warmUp, gzip: false);
        await api.WhenAsync(progress => progress.Unsaved == 0);
        LedgerProgress before = await api.ProgressAsync();
        CpuTimes cpu = run.Cpu(api.Process);
        long start = Stopwatch.GetTimestamp();
        JsonElement import = await api.ImportAsync(file, gzip: true);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        LedgerProgress after = await api.ProgressAsync();
        CpuTimes used = run.Cpu(api.Process) - cpu;
        await api.WhenDeliveredAsync();
        TimeSpan applied = Stopwatch.GetElapsedTime(start);
        long recorded = import.GetProperty("recorded").GetInt64();
        long rows = import.GetProperty("rows").GetInt64();
        return new Measurement(id, what, recorded / elapsed.TotalSeconds, "invoices").With(used, recorded, elapsed) with
        {
            LinesPerSecond = rows / elapsed.TotalSeconds,
            AppliedRate = recorded / applied.TotalSeconds,
            Commits = (double)(after.Commits - before.Commits) / recorded,
            GrainCalls = (double)(after.GrainCalls - before.GrainCalls) / recorded,
            Note = FormattableString.Invariant($"{rows:N0} lines in {elapsed.TotalSeconds:0.00} s"),
        };
    }

    private static async Task<Measurement> CopyAsync(BenchRun run, byte[] file)
    {
        List<SaleTransaction> invoices = await ReadAsync(file, run.Time);
        long next = -1;
        int groups = invoices.Count / Group;
        return await LedgerCopy.RunAsync(run, "import-copy", "COPY of the same invoices' ledger rows alone, groups of 500", NextGroup);

        // Repeats the file under new ids.
        SaleTransaction[] NextGroup()
        {
            long number = Interlocked.Increment(ref next);
            (long round, long group) = Math.DivRem(number, groups);
            return [.. invoices.GetRange((int)group * Group,
                Group).Select(invoice => invoice with { TransactionId = $"{round}-{invoice.TransactionId}" })];
        }
    }

    private static async Task<List<SaleTransaction>> ReadAsync(byte[] file, TimeProvider time)
    {
        var options = new ImportLimits();
        ImportSurvey survey = await ImportFileReader.SurveyAsync(new MemoryStream(file), options, CancellationToken.None);
        var invoices = new List<SaleTransaction>();
        IAsyncEnumerable<ImportBatch> batches = ImportFileReader.ReadAsync(
            new MemoryStream(file), survey, afterRow: 0, time.GetUtcNow(), endBatchAt: 0, options, CancellationToken.None);
        await foreach (ImportBatch batch in batches) invoices.AddRange(batch.Transactions);
        return invoices;
    }

    /// <summary>Returns the file's first rows under other invoice numbers, so that the measured import finds no duplicates.</summary>
    private static async Task<byte[]> WarmUpAsync(byte[] file)
    {
        await using var content = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        using var rows = new StreamReader(content);
        var warmUp = new StringBuilder().Append(await rows.ReadLineAsync()).Append('\n');
        for (int row = 0; row < WarmUpRows && await rows.ReadLineAsync() is { } line; row++)
            warmUp.Append("warm-").Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(warmUp.ToString());
    }
}
