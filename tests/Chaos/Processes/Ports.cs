namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>Ports on 127.0.0.1.</summary>
internal static class Ports
{
    /// <summary>So many that nobody uses now; none of them twice.</summary>
    public static int[] Free(int count) => [.. Enumerable.Range(0, count).Select(_ => FreePort.Take())];
}
