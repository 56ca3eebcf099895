namespace RetailGrains.Tests.Chaos.Faults;

/// <summary>The choices from which a plan is drawn.</summary>
/// <param name="Kinds">Kinds of faults that may be drawn.</param>
/// <param name="Silos">Number of silos.</param>
/// <param name="Longest">Maximum duration of a fault.</param>
internal sealed record FaultScope(IReadOnlyList<FaultKind> Kinds, int Silos, TimeSpan Longest)
{
    /// <summary>All kinds that can be injected on this machine.</summary>
    public static IReadOnlyList<FaultKind> Available { get; } = [.. Enum.GetValues<FaultKind>().Where(kind => kind switch
    {
        FaultKind.FillDisk => SmallDisk.CanMount,
        FaultKind.JumpClock => FakeClock.IsInstalled,
        _ => true,
    })];
}

/// <summary>The infinite sequence of faults of a seed. The same seed and scope give the same faults, victims and times.</summary>
internal static class FaultPlan
{
    /// <summary>Minimum and maximum duration of each kind of fault, in seconds.</summary>
    private static (double Least, double Most) LengthOf(FaultKind kind) => kind switch
    {
        FaultKind.FreezeSilo => (5, 60),
        FaultKind.KillSilo or FaultKind.KillTwoSilos => (0, 12),
        FaultKind.StopSilo or FaultKind.StopApi or FaultKind.KillApi => (0, 5),
        FaultKind.CrashDatabase => (0, 15),
        FaultKind.BlackHoleDatabase or FaultKind.BlackHoleSilo => (3, 40),
        FaultKind.FillDisk => (10, 25),
        FaultKind.RollingRestart or FaultKind.SecondProcess or FaultKind.DamageProjection => (0, 3),
        _ => (2, 20),
    };

    /// <summary>Every kind is drawn once before any is drawn twice.</summary>
    public static IEnumerable<Fault> Of(int seed, FaultScope scope)
    {
        var random = new Random(seed);
        while (true)
        {
            FaultKind[] deck = [.. scope.Kinds];
            random.Shuffle(deck);
            foreach (FaultKind kind in deck) yield return Draw(random, kind, scope);
        }
    }

    private static Fault Draw(Random random, FaultKind kind, FaultScope scope)
    {
        bool isDatabase = kind is FaultKind.CutDatabase or FaultKind.SlowDatabase or FaultKind.BlackHoleDatabase;
        int victim = random.Next(isDatabase ? scope.Silos + 1 : scope.Silos);
        double pause = 0.5 + (3.5 * random.NextDouble());
        (double least, double most) = LengthOf(kind);
        double length = Math.Min(least + ((most - least) * random.NextDouble()), scope.Longest.TotalSeconds);
        double amount = random.NextDouble();
        bool back = random.Next(2) == 0;
        TimeSpan by = kind switch
        {
            FaultKind.SlowDatabase or FaultKind.SlowSilo => TimeSpan.FromMilliseconds(Math.Round(20 + (480 * amount))),
            FaultKind.JumpClock => TimeSpan.FromSeconds(Math.Round((back ? -1 : 1) * (2 + (3_600 * amount * amount)))),
            _ => default,
        };
        return new Fault(kind, victim, TimeSpan.FromSeconds(pause), TimeSpan.FromSeconds(length), by);
    }
}
