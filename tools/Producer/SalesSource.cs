using RetailGrains.Demo;
using RetailGrains.Imports;
using RetailGrains.Ledger;

namespace RetailGrains.Producer;

/// <summary>The source of the sales.</summary>
internal static class SalesSource
{
    private const int DemoSeed = 1;
    private const int RejectsShown = 10;

    /// <exception cref="ImportFileException">The file is not a readable file of invoices.</exception>
    public static IAsyncEnumerable<SaleTransaction> Of(ProducerOptions options, TimeProvider time, TextWriter complaints) =>
        options.Csv is { } file ? FileAsync(file, time, complaints) : Demo(options.Demo, time).ToAsyncEnumerable();

    private static IEnumerable<SaleTransaction> Demo(int count, TimeProvider time) =>
        DemoSales.Generate(DemoSeed, count, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    private static async IAsyncEnumerable<SaleTransaction> FileAsync(string file, TimeProvider time, TextWriter complaints)
    {
        var options = new ImportLimits();
        ImportSurvey survey;
        await using (FileStream first = File.OpenRead(file))
            survey = await ImportFileReader.SurveyAsync(first, options, CancellationToken.None);
        int rejects = 0;
        await using FileStream second = File.OpenRead(file);
        IAsyncEnumerable<ImportBatch> batches =
            ImportFileReader.ReadAsync(second, survey, afterRow: 0, time.GetUtcNow(), endBatchAt: 0, options, CancellationToken.None);
        await foreach (ImportBatch batch in batches)
        {
            foreach (var reject in batch.Rejects)
            {
                if (rejects++ >= RejectsShown) continue;
                await complaints.WriteLineAsync($"line {reject.Line}: {reject.FullReason}; its invoice is skipped");
            }

            foreach (SaleTransaction sale in batch.Transactions) yield return sale;
        }

        if (rejects > RejectsShown) await complaints.WriteLineAsync($"and {rejects - RejectsShown} more lines like these");
    }
}
