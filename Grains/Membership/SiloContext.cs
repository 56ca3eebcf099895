using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>What a partition needs to know of the silo that it is on.</summary>
internal sealed record SiloContext(PartitionPlacement Homes, LocalPartitions Partitions, SiloLease Lease, HeadWatch Heads);
