namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>Ports on 127.0.0.1.</summary>
internal static class Ports
{
    /// <summary>Distinct ports that are free now.</summary>
    public static int[] Free(int count) => [.. Enumerable.Range(0, count).Select(_ => FreePort.Take())];
}
