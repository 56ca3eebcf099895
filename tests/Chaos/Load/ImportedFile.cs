using System.Globalization;
using System.Text;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>A file that one importer sends, and the results that it received.</summary>
/// <param name="name">The file's name.</param>
/// <param name="receipts">Receipts that are new.</param>
/// <param name="known">Receipts that are already recorded with the same content.</param>
/// <param name="altered">Receipts that are already recorded with other content.</param>
internal sealed class ImportedFile(string name, Sale[] receipts, Sale[] known, Sale[] altered)
{
    private readonly HashSet<string> _revised = new(StringComparer.Ordinal);

    public string Name => name;

    public IReadOnlyList<Sale> Receipts => receipts;

    public IReadOnlyList<Sale> Known => known;

    public IReadOnlyList<Sale> Altered => altered;

    /// <summary>Null when the upload was not answered, so it is unknown whether the import exists.</summary>
    public string? ImportId { get; set; }

    /// <summary>An undo was sent.</summary>
    public bool IsUndoSent { get; set; }

    /// <summary>An undo was acknowledged.</summary>
    public bool IsUndoAccepted { get; set; }

    /// <summary>The check has found that the import is undone.</summary>
    public bool IsUndone { get; set; }

    /// <summary>Receipts that were voided or corrected before the undo was sent.</summary>
    public IReadOnlySet<string> Revised => _revised;

    public void Revise(string transactionId) => _revised.Add(transactionId);

    public string ToCsv()
    {
        var csv = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        foreach (Sale sale in known.Concat(receipts).Concat(altered))
        {
            foreach (SaleLine line in sale.Lines)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{sale.TransactionId},{line.ProductId},{line.Description},{line.Quantity},");
                csv.Append(CultureInfo.InvariantCulture, $"{sale.OccurredAt:yyyy-MM-ddTHH:mm:ssZ},{line.UnitPrice},");
                csv.Append(CultureInfo.InvariantCulture, $"{sale.CustomerId},{sale.StoreId}\n");
            }
        }

        return csv.ToString();
    }
}
