using System.Globalization;
using RetailGrains.Tests.Chaos.Faults;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos;

/// <summary>An injected fault and its effects.</summary>
/// <param name="Fault">As it was planned.</param>
/// <param name="WithoutService">The longest time between two successful probes.</param>
/// <param name="ToReady">From the end of the fault until every process was ready and everything was served.</param>
/// <param name="Traffic">Requests during the fault and the recovery.</param>
/// <param name="Note">Further remarks.</param>
internal sealed record FaultResult(Fault Fault, TimeSpan WithoutService, TimeSpan ToReady, TrafficCount Traffic, string? Note)
{
    public override string ToString()
    {
        string service = string.Create(
            CultureInfo.InvariantCulture,
            $"{WithoutService.TotalSeconds:F1} s without service, all ready {ToReady.TotalSeconds:F1} s after its end");
        return $"{Fault}: {service}; {Traffic}{(Note is null ? "" : $"; {Note}")}";
    }
}

/// <summary>The results of one seed.</summary>
/// <param name="Seed">The seed, which reproduces the faults.</param>
/// <param name="Faults">Injected faults in order.</param>
/// <param name="Sent">Transactions sent.</param>
/// <param name="Acknowledged">Sent transactions for which the sender received a position.</param>
/// <param name="Recorded">Entries in the ledger.</param>
/// <param name="Erased">Erasures of customers that were reported as complete.</param>
/// <param name="Undone">Imports that were reported as undone.</param>
/// <param name="Reads">Reads of sessions that were checked.</param>
/// <param name="Violations">Violations of the guarantees.</param>
/// <param name="Elapsed">From the first request to the end of the faults.</param>
internal sealed record SeedReport(
    int Seed,
    IReadOnlyList<FaultResult> Faults,
    int Sent,
    int Acknowledged,
    int Recorded,
    int Erased,
    int Undone,
    int Reads,
    IReadOnlyCollection<string> Violations,
    TimeSpan Elapsed);
