using System.Text.RegularExpressions;

namespace RetailGrains.Tests.Architecture;

/// <summary>Rules on source files for which there is no analyzer.</summary>
public sealed partial class SourceTests
{
    private const int MaxLineLength = 140;
    private const int MaxLines = 450;

    /// <summary>The ledger's own store is in the ledger's namespace; the folder separates it from what is computed from it.</summary>
    private const string LedgerItself = "Ledger/Sales/";

    /// <summary>Files whose long lines are still to be wrapped.</summary>
    private static readonly string[] StillLong =
    [
        "Access/BasicSignIn.cs",
        "Api/Access/Clients.cs",
        "Api/Access/PostToken.cs",
        "Api/Access/Subjects.cs",
        "Api/Caching/ListCache.cs",
        "Api/Commands/TokenCommand.cs",
        "Api/Commands/WorkRunner.cs",
        "Api/Description/Examples.cs",
        "Api/Description/RequestSchemas.cs",
        "Api/Figures/ChainFigures.cs",
        "Api/Imports/GetImports.cs",
        "Api/Imports/GetProblems.cs",
        "Api/Imports/PostImport.cs",
        "Api/Operations/Health.cs",
        "Api/Operations/Reconciliation.cs",
        "Api/Requests/JsonBody.cs",
        "Api/Transactions/Batches/PostBatch.cs",
        "Api/Transactions/PostTransaction.cs",
        "Api/Transactions/TransactionRecorder.cs",
        "Demo/DemoSales.cs",
        "Formats/Imports/CsvValues.cs",
        "Formats/Imports/InvoiceAssembler.cs",
        "Formats/Imports/RowReader.cs",
        "Formats/Json/TransactionReader.cs",
        "Grains.Abstractions/Access/SubjectRules.cs",
        "Grains.Abstractions/Ledger/TransactionRules.cs",
        "Grains/Access/GuardedGrain.cs",
        "Grains/Access/SubjectDirectoryGrain.cs",
        "Grains/Access/SubjectGrain.cs",
        "Grains/Imports/ConflictProblems.cs",
        "Grains/Imports/ImportGrain.cs",
        "Grains/Imports/ImportRun.cs",
        "Grains/Imports/ImportSender.cs",
        "Grains/Ledger/CatalogueCheck.cs",
        "Grains/Ledger/EntityTail.cs",
        "Grains/Ledger/GroupCommitter.cs",
        "Grains/Ledger/LedgerPartitionGrain.cs",
        "Grains/Ledger/PartitionCheckpoint.cs",
        "Grains/Ledger/StoreZones.cs",
        "Grains/Operations/EntityCheck.cs",
        "Grains/Operations/KindCheck.cs",
        "Ledger/Failures/ComponentFailures.cs",
        "Ledger/Failures/FailureMonitor.cs",
        "Ledger/Imports/SqliteImportStore.cs",
        "Ledger/Ownership/PostgresStoreLock.cs",
        "Ledger/Sales/PostgresLedgerStore.cs",
        "Ledger/Sales/SqliteLedgerStore.cs",
        "Ledger/Sqlite/SqliteDatabase.cs",
        "Silo/Clustering/PostgresClustering.cs",
        "Silo/Operations/Metrics.cs",
        "bench/Alternatives/StagedSales.cs",
        "tests/Chaos/Check/FigureCheck.cs",
        "tests/Chaos/Check/Figures.cs",
        "tests/Cluster/BadCallerTests.cs",
        "tests/Cluster/FaultyStores.cs",
        "tests/EndToEnd/Cluster/ComingAndGoingTests.cs",
        "tests/EndToEnd/Harness/RetailClient.cs",
        "tests/EndToEnd/Harness/SiloProcess.cs",
        "tests/Stores/DatabaseSuite.cs",
        "tests/Stores/HashChainSuite.cs",
        "tests/Stores/LedgerStoreSuite.cs",
        "tests/Stores/Samples.cs",
        "tests/Stores/StoreZonesTests.cs",
        "tests/Unit/Access/EndpointPolicyTests.cs",
        "tests/Unit/Contracts/PayloadTests.cs",
        "tests/Unit/Contracts/Payloads.cs",
        "tests/Unit/Demo/DemoSalesTests.cs",
        "tests/Unit/Imports/CsvPropertyTests.cs",
        "tests/Unit/Imports/ReceiptTests.cs",
        "tests/Unit/Imports/RowReaderTests.cs",
        "tests/Unit/Json/TransactionReaderTests.cs",
        "tests/Unit/Ledger/CommitOutcomeTests.cs",
        "tests/Unit/Ledger/TransactionRulesTests.cs",
    ];

    [Fact]
    public void Lines_are_short_enough_to_read() => Repository.AssertNone(
        from path in Repository.Code.Except(StillLong)
        from line in Repository.Lines(path).Index()
        where line.Item.Length > MaxLineLength && !IsData(line.Item)
        select $"{path}({line.Index + 1}) has {line.Item.Length} characters, above {MaxLineLength}");

    [Fact]
    public void Files_are_short_enough_to_read() => Repository.AssertNone(
        from path in Repository.Code
        let lines = Repository.Lines(path).Length
        where lines > MaxLines
        select $"{path} has {lines} lines, above {MaxLines}: split it by concept");

    /// <summary>A namespace is the project's, or RetailGrains for what several projects share, followed by the folder.</summary>
    [Fact]
    public void Namespaces_are_those_of_the_folders()
    {
        string[] projects = [.. Repository.Projects.Select(project => Path.GetDirectoryName(project)!.Replace('\\', '/'))];
        Repository.AssertNone(
            from path in Repository.Code
            where !path.StartsWith("samples/", StringComparison.Ordinal) && !path.StartsWith(LedgerItself, StringComparison.Ordinal)
            let found = NamespaceOf().Match(Repository.Read(path))
            where found.Success
            let project = projects.Where(one => path.StartsWith(one + "/", StringComparison.Ordinal)).MaxBy(one => one.Length)!
            let folder = Path.GetDirectoryName(path)!.Replace('\\', '/')[project.Length..].Replace('/', '.')
            let expected = new[] { RootOf(project) + folder, "RetailGrains" + folder }
            where !expected.Contains(found.Groups[1].Value)
                || (found.Groups[1].Value == expected[1] && project.StartsWith("tests/", StringComparison.Ordinal))
            select $"{path} has the namespace {found.Groups[1].Value}, not {expected[0]}");
    }

    [Fact]
    public void A_warning_is_only_suppressed_with_a_reason() => Repository.AssertNone(
        from path in Repository.Code
        let lines = Repository.Lines(path)
        from line in lines.Index()
        where line.Item.StartsWith("#pragma warning disable", StringComparison.Ordinal)
            || line.Item.TrimStart().StartsWith("[SuppressMessage(", StringComparison.Ordinal)
        let isAfterComment = line.Index > 0 && lines[line.Index - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)
        where !isAfterComment && !line.Item.Contains("//", StringComparison.Ordinal)
            && !line.Item.Contains("Justification", StringComparison.Ordinal)
        select $"{path}({line.Index + 1}) suppresses a warning without a reason: {line.Item.Trim()}");

    /// <summary>A line of text that stands in the code as it is sent: breaking it would change it.</summary>
    private static bool IsData(string line) =>
        line.Contains("\"\"\"", StringComparison.Ordinal) || line.TrimStart().StartsWith("{\"", StringComparison.Ordinal);

    /// <summary>
    /// <c>tests/Unit</c> is RetailGrains.Tests.Unit, <c>bench</c> RetailGrains.Bench, <c>tools/Producer</c> RetailGrains.Producer.
    /// </summary>
    private static string RootOf(string project)
    {
        string name = project.StartsWith("tools/", StringComparison.Ordinal) ? project["tools/".Length..] : project;
        return "RetailGrains." + string.Join('.', name.Split('/').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceOf();
}
