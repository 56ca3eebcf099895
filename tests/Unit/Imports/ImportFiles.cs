using System.IO.Compression;
using System.Text;
using RetailGrains.Access;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Tests.Unit.Imports;

/// <summary>The result of reading a whole file.</summary>
internal sealed record ReadFile(
    ImportSurvey Survey,
    IReadOnlyList<ImportBatch> Batches,
    IReadOnlyList<SaleTransaction> Transactions,
    IReadOnlyList<ImportProblem> Rejects,
    int RejectedInvoices)
{
    public long RejectedRows => Batches.Sum(b => b.RejectedRows);

    public long IgnoredRows => Batches.Sum(b => b.IgnoredRows);

    /// <summary>The rejects that have their own cause, without the rows that were dropped because of them.</summary>
    public IEnumerable<ImportProblem> Causes => Rejects.Where(r => !r.Reason.StartsWith("dropped with", StringComparison.Ordinal));
}

internal static class ImportFiles
{
    public const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task<ReadFile> ReadAsync(params string[] lines) => ReadAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    public static async Task<ReadFile> ReadAsync(
        byte[] file, long afterRow = 0, ImportOptions? options = null, long endBatchAt = 0, StoreScope? scope = null)
    {
        ImportSurvey survey = await ImportFileReader.SurveyAsync(new MemoryStream(file), options ?? new(), default);
        survey = survey with { Scope = scope ?? StoreScope.All };
        List<ImportBatch> batches = [];
        await foreach (ImportBatch batch in ImportFileReader.ReadAsync(
            new MemoryStream(file), survey, afterRow, Now, endBatchAt, options ?? new(), default))
        {
            batches.Add(batch);
        }

        return new ReadFile(
            survey,
            batches,
            [.. batches.SelectMany(b => b.Transactions)],
            [.. batches.SelectMany(b => b.Rejects)],
            batches.Sum(b => b.RejectedInvoices));
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
