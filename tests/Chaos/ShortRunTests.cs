using RetailGrains.Tests.Chaos.Faults;

namespace RetailGrains.Tests.Chaos;

/// <summary>A short run of the rig, always with the same faults. CONTRIBUTING.md describes the command for the long run.</summary>
public sealed class ShortRunTests(ITestOutputHelper output)
{
    private const int Seed = 20;

    private static readonly ChaosOptions Short = new()
    {
        Kinds = [FaultKind.KillSilo, FaultKind.FreezeSilo, FaultKind.CrashDatabase, FaultKind.BlackHoleSilo],
        MaxFault = TimeSpan.FromSeconds(5),
        MaxFaults = 4,
        Minutes = 60, // the number of faults ends the run, however busy the machine is
        Seeds = [Seed],
        Clients = 2,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kills_zombies_and_network_cuts_cause_no_loss_duplicate_or_wrong_figure(bool tls)
    {
        string folder = ChaosRun.NewFolder();
        SeedReport report = await new ChaosRun(Short with { Tls = tls }, Seed, folder, output.WriteLine).RunAsync();
        output.WriteLine(Summary.Write([report]));
        Assert.True(report.Violations.Count == 0, $"The logs are in {folder}\n{string.Join('\n', report.Violations)}");
        Assert.Equal(Short.MaxFaults, report.Faults.Count);
        Assert.True(report is { Acknowledged: > 100, Reads: > 20 }, "There must have been a load.");
        Directory.Delete(folder, recursive: true);
    }
}
