using System.Text;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Reimplements the documented rules of the ledger's layout, because the checker uses no code of the product.</summary>
internal static class LedgerRules
{
    /// <summary>The default number of partitions. The first start fixes it.</summary>
    public const int Partitions = 16;

    /// <summary>FNV-1a (64 bit) over the id's UTF-8, folded to 32 bits.</summary>
    public static int PartitionOf(string id)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(id)) hash = (hash ^ b) * 0x100000001b3;
        return (int)((uint)(hash ^ (hash >> 32)) % Partitions);
    }
}
