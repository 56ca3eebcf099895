using RetailGrains.Api.Figures;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Operations;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Api.Transactions.Revisions;
using RetailGrains.Imports;

namespace RetailGrains.Api.Description;

/// <summary>Example answers in the description; they have the answers' types, so they cannot become outdated.</summary>
internal static class Examples
{
    public const string ImportId = "019b17c2a5f07a6e8a52c4f6f1d3e0aa";

    public const string TransactionSent =
        """
        {"transactionId": "536365", "storeId": "London", "customerId": "17850", "occurredAt": "2010-12-01T08:26:00Z",
         "lines": [{"productId": "85123A", "description": "T-LIGHT HOLDER", "quantity": 6, "unitPrice": 2.55}]}
        """;

    public const string Csv =
        """
        InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
        536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom

        """;

    public const string BatchLines =
        """
        {"index":0,"transactionId":"536365","status":"recorded","position":"3-18211","errors":null}
        {"recorded":1,"duplicates":0,"conflicts":0,"invalid":0,"busy":0}

        """;

    public const string LiveEvent =
        """
        event: chain
        id: 18211.17903
        data: {"totals":{"netRevenue":15.3,...},"transactions":[{"transactionId":"536365","position":"0-18211",...}],"more":false}


        """;

    public const string Rejects = "line,invoice,reason\r\n17,536366,Country: missing\r\n18,536366,dropped with line 17\r\n";

    public const string Problems =
        "line,kind,receipt,field,reason,recorded,sent\r\n3,conflict,536365,Quantity,another value is recorded,6,7\r\n";

    public const string TransactionsCsv =
        "transactionId,revision,storeId,customerId,occurredAt,kind,currency,line,productId,description,quantity,unitPrice,discount,amount,"
        + "tax,taxRate,taxIncluded,total,payments,paymentDifference,register,cashier,note,originalTransactionId,source,sub,position,"
        + "recordedAt\r\n536365,1,United Kingdom,17850,2010-12-01T08:26:00+00:00,sale,GBP,0,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,"
        + "2.55,0,15.30,2.55,20,true,15.30,card=15.30,0,till 2,,,,api,ann,3-18211,2026-11-01T09:00:00Z\r\n";

    private static readonly DateTime SoldAt = new(2010, 12, 1, 8, 26, 0, DateTimeKind.Utc);
    public static readonly DateTime TakenAt = new(2026, 11, 1, 9, 0, 0, DateTimeKind.Utc);

    public static ImportStarted ImportBegun => new(ImportId);

    public static RecordedAnswer Recorded => new("536365", "3-18211", 15.30m, Duplicate: false);

    public static RecordedAnswer RecordedBefore => Recorded with { Duplicate = true };

    public static RevisionAnswer Voided => new("536365", 2, "3-18212", -15.30m, Duplicate: false, "original");

    public static RevisionAnswer VoidedBefore => Voided with { Duplicate = true };

    public static RevisionAnswer Corrected => new("536365", 3, "3-18213", 15.30m, Duplicate: false, null);

    public static RevisionAnswer CorrectedBefore => Corrected with { Duplicate = true };

    public static TransactionPage Revisions => new(
        [
            Transaction with { Annulled = true },
            Transaction with { Revision = 2, Effect = "annuls", TakesBack = 1, Position = "3-18212", Total = -15.30m },
        ],
        null);

    public static TransactionAnswer Transaction => new(
        "536365",
        "United Kingdom",
        "17850",
        SoldAt,
        "sale",
        [new LineAnswer("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, 2.55m, 0, 15.30m, 2.55m, 20)],
        "3-18211",
        15.30m,
        TakenAt,
        "GBP",
        "till 2",
        null,
        null,
        null,
        TaxIncluded: true,
        [new PaymentAnswer("card", 15.30m)],
        0,
        "api",
        Revision: 1);

    public static TransactionPage Transactions => new([Transaction], "dHJhbnNhY3Rpb25z");

    public static BatchAnswer Batch => new(1, 0, 0, 0, 0, [new BatchResult(0, "536365", "recorded", "3-18211", null)]);

    public static ImportAnswer Import => new(
        ImportId, "online-retail.csv", "completed", 541_909, 541_909, 25_900, 25_900, 0, 0, 0, TakenAt, TakenAt.AddSeconds(9), null,
        541_909, 0, 0, 0, 0, false);

    public static ImportAnswer ImportUndo =>
        Import with { Undo = new ImportUndoAnswer("running", 0, 0, 0, TakenAt.AddDays(1), null, null, false) };

    public static ImportAnswer ImportUndone => Import with
    {
        Undo = new ImportUndoAnswer("completed", 25_898, 2, 0, TakenAt.AddDays(1), TakenAt.AddDays(1).AddSeconds(30), null, false),
    };

    public static ImportProblemAnswer ImportProblem => new(
        3, "conflict", "536365", "Quantity", "another value is recorded", "6", "7");

    public static TotalsAnswer Totals => new(15.30m, 15.30m, 0, 6, 1, 1, 0, SoldAt, SoldAt, "GBP", 0, 2.55m, 12.75m);

    public static SummaryAnswer Summary => new(Totals, new TotalsAnswer(0, 0, 0, 0, 0, 0, 0, null, null, null, 0, 0, 0), 1, 1, 1);

    public static SalesAnswer Sales =>
        new("day", [new IntervalAnswer(new DateOnly(2010, 12, 1), 15.30m, 15.30m, 0, 6, 1, 1, 0, SoldAt, SoldAt, "GBP", 0, 2.55m, 12.75m)]);

    public static StoreAnswer Store => new("United Kingdom", "United Kingdom", "Europe/London", "GB", "GBP", Totals);

    public static ProductAnswer Product => new("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", "Lights", 2.55m, Totals);

    public static CustomerAnswer Customer => new("17850", "Ada", "GB", Totals);

    public static EntityPageAnswer<StoreAnswer> Stores => new(TakenAt, [Store], null);

    public static EntityPageAnswer<ProductAnswer> Products => new(TakenAt, [Product], null);

    public static EntityPageAnswer<CustomerAnswer> Customers => new(TakenAt, [Customer], null);

    public static LedgerAnswer Ledger => new([new PartitionAnswer(3, 18_211, 18_211, 18_200, "S127.0.0.1:11111:0", 420, 18_211, 97_004)]);

    public static ReconciliationAnswer Reconciliation => new(
        Agrees: false,
        new CheckedAnswer(25_900, 541_909, 38, 4_070, 4_372, 305),
        [new DifferenceAnswer("product", "85123A", new DateOnly(2010, 12, 1), "units", "454", "448")],
        1,
        "stores, products and customers being rebuilt from the ledger: 1");

    public static ReconciliationStatusAnswer LastReconciliation =>
        new(Running: false, 3_600, "scheduled", TakenAt, TakenAt.AddSeconds(4), Reconciliation);

    public static DiagnosticsAnswer Diagnostics => new(
        TakenAt,
        new ProcessAnswer(
            "api-1",
            "1.4.0+3f2c1d9",
            ".NET 10.0.0, Debian GNU/Linux 12 (bookworm), X64",
            TakenAt,
            2,
            180_000_000,
            40_000_000,
            1_073_741_824,
            6,
            0,
            [new PoolAnswer("main", 3, 5, 40)],
            new Dictionary<string, string> { ["REDIS_URL"] = "redis://:***@redis:6379" },
            [],
            []),
        [new MemberAnswer("S10.0.0.1:11111:154665932", "silo-1", "active", TakenAt, TakenAt, 0)],
        [],
        Ledger.Partitions,
        [],
        new DatabaseAnswer(ReadOnly: false, []),
        []);

    public static RebuildAnswer Rebuild => new(Running: true, 1, 12_000, 25_900, TakenAt, null, null);
}
