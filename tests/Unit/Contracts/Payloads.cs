using RetailGrains.Access;
using RetailGrains.Chain;
using RetailGrains.Customers;
using RetailGrains.Erasure;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Membership;
using RetailGrains.Operations;
using RetailGrains.Products;
using RetailGrains.Stores;
using RetailGrains.Streams;

namespace RetailGrains.Tests.Unit.Contracts;

/// <summary>One instance of every type that processes send to each other, without default values.</summary>
internal static class Payloads
{
    private static readonly DateTime Early = new(2010, 12, 1, 8, 26, 0, DateTimeKind.Utc);
    private static readonly DateTime Late = new(2026, 11, 1, 23, 59, 59, 123, DateTimeKind.Utc);
    private static readonly Totals Totals = new(9747747.9341m, -0.0001m, 7, 6, 5, 4, Early, Late);
    private static readonly DayTotals[] Days = [new(new DateOnly(2010, 12, 1), Totals), new(new DateOnly(2026, 11, 1), default)];
    private static readonly LineName Name = new("日本 HEART", Late, "536365");
    private static readonly EntityFigures Figures = new(3, [0, 18211, long.MaxValue], Totals, Days, Name);
    private static readonly SaleLine Line = new("85123A", "T-LIGHT HOLDER", -6, 2.5501m);
    private static readonly LineDetails Weighed = new(0.355m, 0.01m, 1.42m, 0.0929m, 7m);
    private static readonly Payment Payment = new("voucher", -5.05m);
    private static readonly SaleDetails Details = new("till 2", "Ann", "a note", "536364", TaxExcluded: true, [Payment, new("cash", 20)]);
    private static readonly Provenance Origin = new("import:7", "ann", new Guid("019b17c2-a5f0-7a6e-8a52-c4f6f1d3e0aa"));
    private static readonly StoreDescription Store = new("London", "Europe/London", "United Kingdom", "GBP");
    private static readonly ProductDescription Product = new("Holder", "Lights", 2.55m);
    private static readonly CustomerDescription Customer = new("Ann", "France");
    private static readonly Difference Difference = new("store", "a/b", new DateOnly(2026, 11, 1), "units", "1", "2");

    private static readonly ImportRows Rows = new(541900, 3, 4, 5, 6);
    private static readonly ImportIntent Intent = new([0, 18211, long.MaxValue], 541909);

    private static readonly ImportStatus Import =
        new("sales.csv", ImportPhase.Failed, 541909, 541910, 25900, 25899, 1, 2, 3, Early, Late, "line 7: no column Quantity", Rows);

    private static readonly ImportUndoCounts Undone = new(25890, 7, 2);

    private static readonly SubjectSecret Secret = new("pbkdf2:c2FsdA==", Early, Late);
    private static readonly Subject Account = new("ann", "Ann", ["viewer", "operator"], Early, [Secret]);
    private static readonly SubjectEntry Entry = new("client-1", null, ["producer"], Late);

    private static readonly RetriedLetter Letter = new("3-1764034623000-0-7", Early, 2);

    /// <summary>A complete status, used by itself and in a document.</summary>
    private static ReconciliationStatus Reconciled => new(
        true,
        TimeSpan.FromHours(1),
        Early,
        Late,
        ReconciliationTrigger.Scheduled,
        new ReconciliationOutcome(new ReconciliationReport(true, 1, 2, 3, 4, 5, 6, [Difference], 7), "3 are being rebuilt"));

    public static IReadOnlyDictionary<string, object> Earlier { get; } = new Dictionary<string, object>
    {
        ["earlier ImportStatus"] = Import with { RowCounts = null },
        ["earlier ImportDocument"] = new ImportDocument { Status = Import with { RowCounts = null } },
    };

    /// <summary>One payload of each type.</summary>
    public static object[] All { get; } =
    [
        new EntityKey(EntityKind.Customer, "85123a"),
        new StaleActivationException("An activation gives up."),
        Totals,
        Days[0],
        Figures,
        Name,
        new Delta(3, 15, 18211, 18299, 18200, Days, Name, Urgent: true),
        new DeltaReceipt(3, 18211, Saved: true),
        new EntityDeltas(
            new EntityKey(EntityKind.Customer, "85123a"), [new Delta(3, 15, 18211, 18299, 18200, Days, Name, Urgent: true)]),
        Line,
        Weighed,
        Payment,
        Details,
        Origin,
        new RevisionMark(3, EntryEffect.AnnulsRest, 2),
        new SaleTime(Late, TimeSpan.FromMinutes(-330)),
        new SaleTransaction("536365", "United Kingdom", "17850", new SaleTime(Late, TimeSpan.Zero), TransactionKind.Return, [Line, Line]),
        new LedgerEntry(
            new Position(3, 18211), "536365", "United Kingdom", "17850", new DateTimeOffset(Late, TimeSpan.Zero).ToOffset(
                TimeSpan.FromHours(2)),
            TransactionKind.Adjustment, [Line], Late),
        new AppendResult(AppendStatus.Conflict, new Position(3, 18211)),
        new RevisionRequest(
            "536365",
            RevisionAction.Correct,
            new SaleTransaction("536365", "Eire", null, new SaleTime(Late, TimeSpan.Zero), TransactionKind.Sale, [Line]),
            Origin),
        new RevisionResult(RevisionStatus.Duplicate, new Position(3, 18211), 3, -15.30m, OnOriginalDay: true),
        new PartitionStatus(3, 18211, 18210, 18209, "S10.0.0.7:11111:154574706", 4, 5, 6),
        new Position(15, long.MaxValue),
        Customer,
        new CustomerView(Customer, Figures),
        Import,
        Undone,
        new ImportUndoStatus(ImportPhase.Failed, Undone, Early, Late, "2 receipts are not annulled", "ann", Queued: true),
        new ImportUndoPlace(new DateTimeOffset(Late, TimeSpan.Zero).ToOffset(TimeSpan.FromHours(2)), "536365"),
        Product,
        new ProductView(Product, Figures),
        new RebuildStatus(true, 3, 18211, 18299, Early, Late, "no"),
        Difference,
        new ReconciliationReport(true, 1, 2, 3, 4, 5, 6, [Difference], 7),
        new ReconciliationOutcome(new ReconciliationReport(true, 1, 2, 3, 4, 5, 6, [Difference], 7), "3 are being rebuilt"),
        new ProjectionHealth(["projection of product 85123A is damaged: being rebuilt"], 4),
        new RebuildDocument { Status = new RebuildStatus(true, 3, 18211, 18299, Early, Late, "no") },
        Reconciled,
        new ReconciliationDocument { Last = Reconciled, Interval = TimeSpan.FromHours(1) },
        new LoggedEvent(Early, "Warning", "RetailGrains.Ledger", "it failed"),
        new SettingValue("REDIS_URL", "redis://redis:6379"),
        new PoolState("main", 3, 5, 40),
        new ProcessDiagnostics(
            "S10.0.0.1:11111:15",
            "1.4.0+3f2c1d9",
            ".NET 10",
            Early,
            2,
            180,
            40,
            1_000,
            6,
            1,
            [new PoolState("main", 3, 5, 40)],
            [new SettingValue("REDIS_URL", "redis://redis:6379")],
            ["Ledger commits fail"],
            [new LoggedEvent(Late, "Error", "RetailGrains.Ledger", "it failed")]),
        new ChainShare(3, 18211, Totals, Totals, Days, [new EntityKey(EntityKind.Product, "85123A")]),
        new ChainSummary([1, 2], Totals, Totals, 3, 4, 5),
        new ChainDays([1, 2], Days),
        Store,
        new StoreView(Store, Figures),
        Rows,
        Intent,
        new ImportDocument { Status = Import, Intent = Intent },
        new LedgerPlacement(),
        new FigurePlacement(),
        new SiloPlacement(),
        Secret,
        Account,
        Entry,
        new SubjectStanding(Account, 1_795_569_929),
        new TokenValidity(1_795_569_929, [new SecretValidity(Early, Late)]),
        new SecretValidity(Early, Late),
        new SubjectDocument { Subject = Account, RevokedBefore = 1_795_569_929 },
        new SubjectDirectoryDocument { Entries = [Entry] },
        Letter,
        new SalesEntry("1764034623000-1", SalesContent.Batch, [0x5B, 0x5D], "batch is empty", Letter),
        new SaleRecorded(new Position(3, 18211), "536365", "United Kingdom", TransactionKind.Return, Totals),
        new ShardTally(1, 2, 3, 4),
        new ErasureRequest("17850"),
        new ErasureStatus("erased-0123456789abcdef0123456789abcdef", ErasureState.Completed, Early, Late),
    ];
}
