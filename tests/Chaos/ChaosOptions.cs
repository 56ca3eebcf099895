using System.Globalization;
using RetailGrains.Tests.Chaos.Faults;

namespace RetailGrains.Tests.Chaos;

/// <summary>The command-line options of a run.</summary>
internal sealed record ChaosOptions
{
    public const string Usage =
        """
        dotnet run -c Release --project tests/Chaos -- [options]
          --minutes N    how long faults are injected, over all seeds together (default 10)
          --seeds N      how many seeds, each with a new cluster (default 2)
          --seed A,B,..  these seeds and no others: what is printed with a finding
          --silos N      silos of each cluster (default 3)
          --faults A,B   only these kinds (default all that can be had; a name that is not known lists them)
          --clients N    senders of each kind (default 4)
          --pause N      milliseconds between a sender's requests (default 25)
          --tls          silos and APIs talk by mutual TLS, with certificates of the run's own authority
          --report FILE  where the summary goes as well
          --keep         keeps the folder with the logs when all is well, too
        """;

    /// <summary>How long faults are injected for each seed.</summary>
    public TimeSpan PerSeed => TimeSpan.FromMinutes(Minutes / Seeds.Count);

    public double Minutes { get; init; } = 10;

    public IReadOnlyList<int> Seeds { get; init; } = Draw(2);

    public int Silos { get; init; } = 3;

    public IReadOnlyList<FaultKind> Kinds { get; init; } = FaultScope.Available;

    /// <summary>Maximum duration of one fault.</summary>
    public TimeSpan MaxFault { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum number of faults; by default as many as the time allows.</summary>
    public int MaxFaults { get; init; } = int.MaxValue;

    /// <summary>Whether the processes of the cluster communicate by mutual TLS.</summary>
    public bool Tls { get; init; }

    public int Clients { get; init; } = 4;

    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(25);

    public string? ReportFile { get; private init; }

    public bool Keep { get; private init; }

    /// <exception cref="ArgumentException">An option is unknown, or its value is invalid.</exception>
    public static ChaosOptions Parse(string[] args)
    {
        var options = new ChaosOptions();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--keep" or "--tls")
            {
                options = args[i] == "--keep" ? options with { Keep = true } : options with { Tls = true };
                continue;
            }

            string name = args[i];
            string value = ++i < args.Length ? args[i] : throw new ArgumentException($"{name} needs a value.\n{Usage}");
            options = options.With(name, value);
        }

        return options;
    }

    private ChaosOptions With(string name, string value) => name switch
    {
        "--minutes" => this with { Minutes = double.Parse(value, CultureInfo.InvariantCulture) },
        "--seeds" => this with { Seeds = Draw(Number(value)) },
        "--seed" => this with { Seeds = [.. value.Split(',').Select(Number)] },
        "--silos" => this with { Silos = Number(value) },
        "--faults" => this with { Kinds = [.. value.Split(',').Select(KindOf)] },
        "--clients" => this with { Clients = Number(value) },
        "--pause" => this with { Pause = TimeSpan.FromMilliseconds(Number(value)) },
        "--report" => this with { ReportFile = value },
        _ => throw new ArgumentException($"{name} is not an option.\n{Usage}"),
    };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Random.Shared.Next(1, 1_000_000))];

    private static FaultKind KindOf(string name) => Enum.TryParse(name, ignoreCase: true, out FaultKind kind)
        ? kind
        : throw new ArgumentException($"{name} is no kind of fault. There are {string.Join(", ", Enum.GetNames<FaultKind>())}.");
}
