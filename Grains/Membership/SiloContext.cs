using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>A partition's access to its silo.</summary>
internal sealed record SiloContext(PartitionPlacement Placement, LocalPartitions Partitions, SiloLease Lease, HeadWatch Heads);
