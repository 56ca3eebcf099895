namespace RetailGrains.Ledger.Backup;

/// <summary>What a backup holds.</summary>
/// <param name="Transactions">In the ledger.</param>
/// <param name="Documents">Of Orleans' grain storage: accounts, clients, imports.</param>
/// <param name="Bytes">Of its files.</param>
public sealed record BackupReport(long Transactions, long Documents, long Bytes);
