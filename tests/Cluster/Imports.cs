using System.Text;
using RetailGrains.Imports;
using RetailGrains.Ledger.Imports;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>Imports of generated files.</summary>
internal static class Imports
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    /// <summary>Imports a file of receipts with one line each, and returns the status at the end.</summary>
    public static async Task<ImportStatus> ImportAsync(this RetailCluster cluster, string id, int receipts)
    {
        IEnumerable<string> rows = Enumerable.Range(0, receipts).Select(n => $"{id}-{n},P,D,1,2010-12-01 08:00:00,1,C,S");
        byte[] file = Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend(Header)));
        var upload = new ImportFile(id, id, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Gzip: false);
        await cluster.Store.Parts.Imports.UploadAsync(upload, new MemoryStream(file), CancellationToken.None);
        IImportGrain import = cluster.Grains.GetImport(id);
        await import.StartAsync(id);
        ImportStatus? status = null;
        await Eventually.IsTrueAsync(
            $"import {id} ends", async () => (status = await import.StatusAsync()) is { Phase: not ImportPhase.Running });
        return status!;
    }
}
