using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>What a partition needs to know of the silo that it is on.</summary>
internal sealed record LedgerPartitionSite(PartitionHomes Homes, LocalPartitions Partitions, SiloLease Lease, HeadWatch Heads);
