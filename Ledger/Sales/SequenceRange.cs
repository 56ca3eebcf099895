namespace RetailGrains.Ledger;

/// <summary>The entries of a partition above one sequence, up to and including another.</summary>
internal readonly record struct SequenceRange(int Partition, long After, long UpTo);
