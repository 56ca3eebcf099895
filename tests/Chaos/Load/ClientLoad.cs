using System.Globalization;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>All clients of a run.</summary>
internal sealed class ClientLoad
{
    /// <summary>
    /// Importers wait this number of pauses after a file, because it has as many receipts as other clients send in that time.
    /// </summary>
    private const int ImportPauses = 20;

    private readonly Till[] _tills;
    private readonly Session[] _sessions;
    private readonly Clerk[] _clerks;
    private readonly Officer[] _officers;
    private readonly Importer[] _importers;

    /// <param name="api">The API that receives the requests.</param>
    /// <param name="seed">The seed of the generated sales.</param>
    /// <param name="clients">Number of tills and of sessions. There are half as many each of clerks, officers and importers.</param>
    /// <param name="pause">Delay between the requests of one client.</param>
    /// <param name="violations">Receives answers that violate a guarantee.</param>
    public ClientLoad(ApiClient api, int seed, int clients, TimeSpan pause, Violations violations)
    {
        Book = new SentBook(violations);
        Traffic = new Traffic(violations);
        var maker = new SaleMaker(seed);
        var sender = new Sender(api, Book, Traffic, violations);
        Reviser = new Reviser(api, Traffic, violations);
        Prober = new Prober(Name("probe", 0), maker, sender, api, Book, Reviser, Traffic, violations);
        _tills = [.. Enumerable.Range(0, clients).Select(n => new Till(Name("till", n), maker, sender, pause))];
        _sessions = [.. Enumerable.Range(0, clients)
            .Select(n => new Session(Name("session", n), maker, sender, api, Traffic, violations, pause))];
        _clerks = [.. Few().Select(n => new Clerk(Name("clerk", n), maker, sender, Reviser, pause))];
        _officers = [.. Few().Select(n => new Officer(Name("officer", n), maker, sender, Reviser, api, Traffic, violations, pause))];
        _importers = [.. Few()
            .Select(n => new Importer(Name("importer", n), maker, sender, Reviser, api, Book, Traffic, violations, pause * ImportPauses))];

        IEnumerable<int> Few() => Enumerable.Range(0, (clients + 1) / 2);
    }

    public SentBook Book { get; }

    public Reviser Reviser { get; }

    public Traffic Traffic { get; }

    public Prober Prober { get; }

    /// <summary>Customers whose erasure officers have requested.</summary>
    public IReadOnlyList<Person> People => [.. _officers.SelectMany(officer => officer.People)];

    /// <summary>Files that importers have sent.</summary>
    public IReadOnlyList<ImportedFile> Files => [.. _importers.SelectMany(importer => importer.Files)];

    /// <summary>Erasures that were reported as complete.</summary>
    public int Erased => _officers.Sum(officer => officer.Erased);

    /// <summary>Imports that were reported as undone.</summary>
    public int Undone => _importers.Sum(importer => importer.Undone);

    /// <summary>Reads of sessions that were checked.</summary>
    public int CheckedReads => _sessions.Sum(session => session.Reads);

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
    [
        Task.Run(() => Prober.RunAsync(stop), CancellationToken.None),
        .. _tills.Select(till => Task.Run(() => till.RunAsync(stop), CancellationToken.None)),
        .. _sessions.Select(session => Task.Run(() => session.RunAsync(stop), CancellationToken.None)),
        .. _clerks.Select(clerk => Task.Run(() => clerk.RunAsync(stop), CancellationToken.None)),
        .. _officers.Select(officer => Task.Run(() => officer.RunAsync(stop), CancellationToken.None)),
        .. _importers.Select(importer => Task.Run(() => importer.RunAsync(stop), CancellationToken.None)),
    ]);

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
}
