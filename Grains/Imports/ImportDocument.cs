namespace RetailGrains.Imports;

/// <summary>
/// What is kept of an import. All rows up to <see cref="ImportStatus.Rows"/> are dealt with: their invoices that end there are in the
/// ledger or among the rejects, so the import goes on behind them.
/// </summary>
[GenerateSerializer, Alias("retail.ImportDocument")]
internal sealed record ImportDocument
{
    /// <summary>Null when there is no such import.</summary>
    [Id(0)]
    public ImportStatus? Status { get; set; }
}
