using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Bench.Micro;

/// <summary>The steps that record a sale. The results are per sale of ten lines.</summary>
public class RecordingBenchmarks : IDisposable
{
    private readonly LedgerEntry[] _entries = MicroSales.Entries();
    private readonly TransactionReader _reader = new(TimeProvider.System);
    private readonly CopyBuffer _rows = new();
    private readonly byte[] _previous = EntrySealer.Seed(0);
    private byte[][] _documents = [];

    [GlobalSetup]
    public void Setup() => _documents = Array.ConvertAll(_entries, Document);

    [GlobalCleanup]
    public void Dispose()
    {
        _rows.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "JSON to a transaction", OperationsPerInvoke = MicroSales.Count)]
    public int Parse()
    {
        int lines = 0;
        foreach (byte[] document in _documents)
        {
            var json = new Utf8JsonReader(document);
            json.Read();
            lines += _reader.Read(ref json).Transaction!.Lines.Length;
        }

        return lines;
    }

    [Benchmark(Description = "hashes of an entry", OperationsPerInvoke = MicroSales.Count)]
    public int Seal()
    {
        int bytes = 0;
        foreach (LedgerEntry entry in _entries) bytes += MicroSales.Sealer.Seal(entry, _previous)!.Length;
        return bytes;
    }

    [Benchmark(Description = "row for COPY", OperationsPerInvoke = MicroSales.Count)]
    public int Encode()
    {
        _rows.Clear();
        foreach (LedgerEntry entry in _entries) PostgresLedgerRow.Write(_rows, entry, more: false);
        return _rows.Length;
    }

    private static byte[] Document(LedgerEntry entry) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        transactionId = entry.TransactionId,
        storeId = entry.StoreId,
        customerId = entry.CustomerId,
        occurredAt = entry.OccurredAt,
        lines = entry.Lines.Select(line => new
        {
            productId = line.ProductId,
            description = line.Description,
            quantity = line.WholeQuantity,
            unitPrice = line.UnitPrice,
        }),
    }));
}
