namespace RetailGrains.Ledger.Backup;

/// <summary>The content of a backup.</summary>
/// <param name="Transactions">Number of transactions in the ledger.</param>
/// <param name="Documents">Number of documents in Orleans' grain storage: accounts, clients, imports.</param>
/// <param name="Bytes">Size of its files.</param>
public sealed record BackupReport(long Transactions, long Documents, long Bytes);
