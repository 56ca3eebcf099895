using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.EndToEnd.Docs;

/// <summary>
/// Runs every command that the docs show, exactly as it is written, in a shell, against real processes. `dotnet run` runs the existing
/// build, port 8000 is replaced by a free one, and the PostgreSQL that the docs name is the test's.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class CommandTests(PostgresFixture postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const string ServingBlock = "dotnet run -c Release --project Api -- --demo";
    private const string DocumentedServer = "postgresql://user:password@host/";

    /// <summary>Blocks that are not run, by their first lines, and why.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        [ServingBlock] = "run first; it serves what the others call",
        ["caller ─► API ─► ledger partition grain ─► ledger (PostgreSQL | SQLite)   acknowledged here"] = "a drawing",
        ["producers ─► Redis sales:0..7 ─► a consumer per shard ─► ledger partitions   acknowledged here"] = "a drawing",
        ["curl localhost:8000/api/v1/auth/token -d grant_type=password -d username=ann --data-urlencode 'password=...'"] =
            "needs the password and the secret; SignInTests send the same",
        ["RETAIL_WRITE_CLIENT=1 dotnet test tests/EndToEnd -c Release --filter ClientIsFreshTests"] = "writes into the checkout",
        ["RETAIL_FUZZ_REQUESTS=100000 dotnet test tests/EndToEnd -c Release --filter FuzzTests --logger \"console;verbosity=detailed\""] =
            "takes minutes",
        ["openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out private.pem    # or: -algorithm RSA -pkeyopt "
            + "rsa_keygen_bits:3072"] =
            "starts programs that serve; OperationsPortTests start them with such keys",
        ["pg_dump \"$DATABASE_URL\" --table=audit_2026_12 --format=custom --file=audit_2026_12.dump"] =
            "drops a month that the test's database does not have",
        ["XADD sales:{shard} * v 1 tx <json>"] = "a form, with places to fill in",
        ["redis-cli XADD sales:3 '*' v 1 tx '{\"transactionId\":\"r-1\",\"storeId\":\"london\",\"occurredAt\":\"2026-11-01T08:26:00Z\","
            + "\"lines\":[{\"productId\":\"85123A\",\"quantity\":6,\"unitPrice\":2.55}]}'"] =
                "needs Redis; the tests of streams write the same",
        ["REDIS_URL=redis://localhost:6379 dotnet run -c Release --project tools/Producer -- --csv FILE.csv.gz --rate 500 --batch 100"] =
            "needs Redis; GoldenFeedTests run the producer",
        ["XREAD BLOCK 0 STREAMS sales-recorded $"] = "waits for ever, and shows an answer",
        ["RETAIL_LONG=1 RETAIL_DATA=FOLDER dotnet test -c Release tests/EndToEnd --filter \"FullyQualifiedName~EndToEnd.Streams\""] =
            "takes minutes",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-docs-").FullName;
    private readonly int _port = FreePort.Take();
    private Process? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.WaitForExit();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_command_in_the_docs_does_what_it_should()
    {
        IReadOnlyList<CommandBlock> blocks = DocsPages.CommandBlocks;
        Assert.All(NotRun.Keys, line => Assert.Contains(blocks, block => block.FirstLine == line));
        await CreateDatabaseAsync();
        await ServeAsync(blocks.Single(block => block.FirstLine == ServingBlock));
        CommandBlock[] run = [.. blocks.Where(block => !NotRun.ContainsKey(block.FirstLine))];
        Assert.True(run.Length >= 5, $"Only {run.Length} blocks are run.");
        foreach (CommandBlock block in run)
        {
            ProgramRun done = await ProgramRun.RunAsync("bash", _folder, Settings, "-c", Script(block));
            output.WriteLine($"{block}\n{done.Output}{done.Errors}");
            Assert.True(
                done.ExitCode == 0,
                $"{block}\nended with {done.ExitCode}. Correct it, or name it in NotRun with a reason.\n{done.Output}{done.Errors}");
        }
    }

    private (string, string)[] Settings =>
    [
        ("API_PORT", _port.ToString(CultureInfo.InvariantCulture)), ("DOTNET_ENVIRONMENT", "Development"), ("LOG_LEVEL", "WARNING"),
    ];

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;

    private static string Framework => Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    private string Script(CommandBlock block) =>
        $$"""
        set -euo pipefail
        dotnet() {
            local project=""
            while [ $# -gt 0 ] && [ "$1" != -- ]; do [ "$1" != --project ] || project="$2"; shift; done
            [ $# -eq 0 ] || shift
            command dotnet "{{BuiltAssembly.Root}}/$project/bin/{{Configuration}}/{{Framework}}/RetailGrains.$(basename "$project").dll" \
                "$@"
        }
        curl() { command curl --silent --show-error --fail-with-body "${@//localhost:8000/localhost:{{_port}}}"; echo; }
        {{block.Text.Replace(DocumentedServer, Server, StringComparison.Ordinal)}}
        """;

    private string Server => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{postgres.Server.Port}/");

    /// <summary>Creates the database that the docs call <c>retail</c>.</summary>
    private async Task CreateDatabaseAsync() =>
        (await ProgramRun.RunAsync("createdb", _folder, [], $"--maintenance-db={Server}postgres", "retail")).Expect(0);

    private async Task ServeAsync(CommandBlock block)
    {
        var start = new ProcessStartInfo("bash", ["-c", Script(block)]) { WorkingDirectory = _folder };
        foreach (string foreign in new[] { "DATABASE_URL", "REDIS_URL", "RETAIL_HOME", "RETAIL_CLUSTER", TestTokens.KeySetting })
            start.Environment.Remove(foreign);
        foreach ((string name, string value) in Settings) start.Environment[name] = value;
        _server = Process.Start(start)!;
        await Eventually.IsTrueAsync("the API has started", () => Task.FromResult(File.Exists(Path.Combine(_folder, ".retail", "token"))));
    }
}
