using Microsoft.AspNetCore.Server.Kestrel.Core;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Export;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Hosting;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Live;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Api.Walks;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Walks;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Operations;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streams;

namespace RetailGrains.Tests.Unit.Limits;

/// <summary>
/// The limits in docs/limits.md, by section. To add a limit, add a line here; <c>RETAIL_WRITE_LIMITS=1</c> then writes the page.
/// </summary>
internal static class BoundRows
{
    private const string Bytes = "Bytes";
    private const string Refused = "400 that names the field";
    private const string TooLarge = "413";
    private const string TooMany = "429 with Retry-After";
    private const string Busy = "503 with Retry-After";
    private const string TooLate = "504, or the connection is closed when the answer has begun";
    private const string Waits = "waits";

    public static IReadOnlyDictionary<string, IReadOnlyList<Bound>> Sections { get; } = new Dictionary<string, IReadOnlyList<Bound>>
    {
        ["connections"] = Connections(),
        ["bodies"] = Bodies(),
        ["answers"] = Answers(),
        ["live"] = Live(),
        ["operations"] = Operations(),
        ["imports"] = Imports(),
        ["streams"] = Streams(),
        ["cluster"] = Cluster(),
        ["ledger"] = Ledger(),
    };

    private static List<Bound> Connections()
    {
        var kestrel = new KestrelServerLimits();
        return
        [
            Bound.Of<LimitOptions>("Limits:Connections", "connections to a process", "the connection is closed"),
            Bound.Of<LimitOptions>("Limits:HeadTimeout", "time for a request's head", "408"),
            Bound.Of<LimitOptions>("Limits:IdleTimeout", "time without a request", "the connection is closed"),
            Bound.Of(kestrel.MaxRequestLineSize, "request line", "414", Bytes),
            Bound.Of(kestrel.MaxRequestHeadersTotalSize, "headers, all together", "431", Bytes),
            Bound.Of<LimitOptions>("Limits:Anonymous:PerSecond", "requests a second of an address without a valid token", TooMany),
            Bound.Of<LimitOptions>("Limits:Anonymous:Burst", "requests at once of such an address", TooMany),
            Bound.Of<LimitOptions>("Limits:Viewer:PerSecond", "requests a second of a viewer", TooMany),
            Bound.Of<LimitOptions>("Limits:Viewer:Burst", "requests at once of a viewer", TooMany),
            Bound.Of<LimitOptions>("Limits:Producer:PerSecond", "requests a second of a producer", TooMany),
            Bound.Of<LimitOptions>("Limits:Producer:Burst", "requests at once of a producer", TooMany),
            Bound.Of<LimitOptions>("Limits:Operator:PerSecond", "requests a second of an operator", TooMany),
            Bound.Of<LimitOptions>("Limits:Operator:Burst", "requests at once of an operator", TooMany),
            Bound.Of<LimitOptions>("Limits:RequestTimeout", "time of a request, unless the endpoint has another", TooLate),
            Bound.Of(
                new ApiOptions().RequestTimeout, "time that a request waits for silos or the database", Busy, setting: "REQUEST_PATIENCE"),
            Bound.Of(typeof(SecretHashing), "MaxWaiting", "passwords and secrets that wait to be hashed", TooMany),
            Bound.Of(ISubjectDirectoryGrain.MaxEntries, "accounts, and clients, of a platform", "409"),
        ];
    }

    private static List<Bound> Bodies() =>
    [
        Bound.Of(ServerLimits.MaxBody, "body, unless the endpoint has another; unpacked where it is compressed", TooLarge, Bytes),
        Bound.Of(GzipRatio.Max, "ratio of a compressed body's size to what was sent, above 1 MiB", TooLarge),
        Bound.Of<LimitOptions>("Limits:BodyBytes", "bodies that are held, but never more than a quarter of the memory", Busy),
        Bound.Of(typeof(BodyBudget), "ShareOfCaller", "of that, the part that one caller may hold: one in", Busy),
        Bound.Of(TransactionSize.MaxBytes, "a transaction: the UTF-8 of its texts, 32 a line, 64 for itself", Refused, Bytes),
        Bound.Of(BatchRules.MaxItems, "items of a batch as JSON", Refused),
        Bound.Of(BatchRules.MaxInvalid, "invalid items of a batch as JSON", "400, and nothing of it is recorded"),
        Bound.Of(typeof(NdjsonItems), "MaxLine", "line of NDJSON", "`invalid`", Bytes),
        Bound.Of(typeof(NdjsonItems), "MaxItems", "lines of NDJSON that are read at once", "the next ones are read later"),
        Bound.Of(TransactionRules.MaxLines, "lines of a transaction", Refused),
        Bound.Of(TransactionRules.MaxId, "characters of an id", Refused),
        Bound.Of(TransactionRules.MaxText, "characters of a description, name or query value", Refused),
        Bound.Of(typeof(BatchWindow), "MaxItems", "items of a batch that are recorded together", "the next window"),
        Bound.Of(typeof(BatchWindow), "MaxLines", "lines of a batch that are recorded together", "the next window"),
        Bound.Of(typeof(BatchWindow), "MaxBytes", "bytes of a batch that are recorded together", "the next window", Bytes),
        Bound.Of(typeof(BatchSender), "MaxInFlight", "windows of a batch under way", Waits),
        Bound.Of(typeof(NdjsonExchange), "MaxUnread", "results that a sender of NDJSON has not read", "no more of the body is read", Bytes),
        Bound.Of<LimitOptions>("Limits:Uploads", "batches, streams and uploads of one caller at once", TooMany),
        Bound.Of<LimitOptions>("Limits:UploadTimeout", "time of a batch, a stream or an upload", TooLate),
        Bound.Of(typeof(PositionWaiters), "MaxWaiting", "callers that wait for a position, per partition", Busy),
    ];

    private static List<Bound> Answers() =>
    [
        Bound.Of(QueryReader.MaxLimit, "items of a page", Refused),
        Bound.Of(Intervals.MaxFilled, "intervals with `fill`", Refused),
        Bound.Of(PageSize.MaxBytes, "a page, unless it is one item", "the page ends, with `next`", Bytes),
        Bound.Of<LimitOptions>("Limits:Queries", "lists read from the database at once", Waits),
        Bound.Of<LimitOptions>("Limits:QueriesPerCaller", "lists read at once for one caller", Waits),
        Bound.Of(QueryGate.QueuePerCaller, "lists that wait for their turn, of one caller", TooMany),
        Bound.Of(QueryGate.Queue, "lists that wait for their turn", Busy),
        Bound.Of(StoreLimits.QueryTimeout, "time to read a page", Busy),
        Bound.Of(QueryGate.WholeListTimeout, "time to fix the order of a ranking, one at a time", Busy),
        Bound.Of(typeof(ListWalks), "MaxIds", "entities of a ranking that is read page by page", Refused),
        Bound.Of(WalkBounds.Standard.Walks, "rankings kept in the database for their next pages", "the one unused longest ends"),
        Bound.Of(WalkBounds.Standard.Ids, "ids in all of them", "the one unused longest ends"),
        Bound.Of(WalkBounds.Standard.Unused, "time that an unused one is kept", "it ends: 400 for `cursor`"),
        Bound.Of(typeof(ListCache), "MaxSize", "pages kept in memory", "the page is read again", Bytes),
        Bound.Of(ListCache.Oldest, "time that a page is kept", "the page is read again"),
        Bound.Of<LimitOptions>("Limits:Downloads", "exports, and reads of an import's problems, of one caller at once", TooMany),
        Bound.Of<LimitOptions>("Limits:DownloadTimeout", "time of such a read", "the connection is closed"),
        Bound.Of(typeof(ProblemReader), "PageItems", "problems in memory for a download", "the next page is read when they are sent"),
        Bound.Of(ExportWriter.PageItems, "items in memory for an export", "the next page is read when they are sent"),
        Bound.Of(ExportWriter.PageBytes, "bytes of them, but for the last item", "the next page is read when they are sent", Bytes),
        Bound.Of(AnswerBudget.SmallAnswer, "answer that does not count in the next two", "–", Bytes),
        Bound.Of<LimitOptions>("Limits:AnswerBytes", "answers being sent", Busy),
        Bound.Of<LimitOptions>("Limits:AnswerBytesPerCaller", "answers being sent to one caller", TooMany),
        Bound.Of<LimitOptions>("Limits:CheckTimeout", "time of a reconciliation", "504"),
        Bound.Of(new StoreOptions().PoolSize, "connections to PostgreSQL for recording and figures", Busy, setting: "DATABASE_POOL_SIZE"),
        Bound.Of(typeof(PostgresBackend), "CheckPoolSize", "connections to PostgreSQL for reconciliation, besides", "its next query waits"),
        Bound.Of(typeof(PostgresBackend), "ReadPoolSize", "connections to PostgreSQL for lists, besides", Busy),
    ];

    private static List<Bound> Live() =>
    [
        Bound.Of<LiveOptions>("Live:MostListeners", "listeners of a process", Busy),
        Bound.Of<LiveOptions>("Live:MaxPerCaller", "listeners of one caller", TooMany),
        Bound.Of<LiveOptions>("Live:Longest", "time of a stream", "it ends; the listener connects again"),
        Bound.Of<LiveOptions>("Live:Interval", "time between two events, at least", "the next event has both"),
        Bound.Of<LiveOptions>("Live:Heartbeat", "time without a byte", "a comment is sent"),
        Bound.Of(LiveSnapshot.MaxEntries, "transactions of an event", "`more` is true"),
    ];

    private static List<Bound> Operations() =>
    [
        Bound.Of(OperationsLimits.Connections, "connections", "the connection is closed"),
        Bound.Of(OperationsLimits.HeadTimeout, "time for a request's head", "408"),
        Bound.Of(OperationsLimits.IdleTimeout, "time without a request", "the connection is closed"),
        Bound.Of(OperationsLimits.PerSecond, "requests a second of a caller", TooMany),
        Bound.Of(OperationsLimits.Burst, "requests at once of a caller", TooMany),
        Bound.Of(OperationsLimits.MaxBody, "body", TooLarge, Bytes),
        Bound.Of(OperationsLimits.RequestTimeout, "time of a request", "504"),
    ];

    private static List<Bound> Imports() =>
    [
        Bound.Of(ServerLimits.MaxBody, "file over HTTP, as it is sent", TooLarge, Bytes),
        Bound.Of<ImportOptions>("Imports:MaxUncompressedBytes", "file, uncompressed", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxInvoices", "receipts of a file", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxOpenLines", "lines that wait for a later row of their receipt", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxMemoryBytes", "memory for receipts to remember and for lines that wait", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxRejects", "receipts that are rejected, and problems that are kept", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxRunning", "imports and undos of a silo at once", Waits),
        Bound.Of(typeof(PostImport), "MaxUnfinished", "imports that have not ended", Busy),
        Bound.Of<ImportOptions>("Imports:Retention", "time that an ended import is kept", "it is deleted"),
        Bound.Of(typeof(ImportGrain), "MaxStarts", "ends of its process before an import comes any further", "the import fails"),
        Bound.Of(GzipRatio.Max, "ratio of the file to its gzip data, above 1 MiB", "the import fails"),
        Bound.Of(TransactionSize.MaxBytes, "a receipt", "the receipt is rejected", Bytes),
        Bound.Of(LineReader.MaxLineBytes, "line of a file", "the row is rejected", Bytes),
        Bound.Of(typeof(InvoiceAssembler), "BatchTransactions", "receipts recorded together", "the next batch"),
        Bound.Of(typeof(InvoiceAssembler), "BatchLines", "lines recorded together", "the next batch"),
        Bound.Of(typeof(InvoiceAssembler), "BatchBytes", "bytes recorded together, but for the last receipt", "the next batch", Bytes),
        Bound.Of(typeof(ImportRun), "BatchesInFlight", "batches under way", "the file is read later"),
        Bound.Of(typeof(ImportUndoRun), "Window", "receipts that an undo annuls at once", "the next ones wait"),
        Bound.Of(typeof(ImportUndoRun), "MaxPageBytes", "receipts of an undo in memory", "the next ones are read later", Bytes),
    ];

    private static List<Bound> Streams() =>
    [
        Bound.Of(SalesWire.MaxJson, "`tx` or `batch` of an entry", "dead letter", Bytes),
        Bound.Of(typeof(DeadLetters), "KeptOfLarge", "kept of an entry that is larger by 4 KiB or more", "cut", Bytes),
        Bound.Of(RedisStreamsOptions.MaxReadBytes, "read from a queue at once", "the next read", Bytes),
        Bound.Of(new RedisStreamsOptions().CacheBytes, "entries of a queue in memory", "they stay in Redis", Bytes),
        Bound.Of(new RedisStreamsOptions().CacheEntries, "number of them", "they stay in Redis"),
        Bound.Of(SalesWire.MaxPerEntry, "transactions of an entry", "dead letter"),
        Bound.Of(typeof(SalesIntake), "MaxRefused", "refused transactions in memory", "they become dead letters first"),
        Bound.Of(SalesWindows.MaxTransactions, "transactions recorded together", "the next window"),
        Bound.Of(SalesWindows.MaxBytes, "bytes recorded together", "the next window", Bytes),
        Bound.Of(SalesWindows.MaxLines, "lines recorded together", "the next window"),
        Bound.Of<StreamsOptions>("Streams:LedgerPatience", "time that a delivery waits for the ledger", "it is delivered again"),
        Bound.Of<StreamsOptions>("Streams:RecordedLength", "entries kept in `sales-recorded`, about", "the oldest are trimmed"),
        Bound.Of(typeof(Refusal), "MaxReason", "characters of a dead letter's reason", "cut"),
    ];

    private static List<Bound> Cluster() =>
    [
        Bound.Of(TransactionSize.MaxWindowBytes, "transactions of a message to a partition", "the next message", Bytes),
        Bound.Of(typeof(MessagingLimits), "MaxBody", "message between processes", "it is not sent", Bytes),
        Bound.Of(typeof(MessagingLimits), "MaxHeader", "its headers", "it is not sent", Bytes),
        Bound.Of(MessagingLimits.MaxWaiting, "calls that wait for one grain", "rejected as overloaded: 503"),
        Bound.Of(typeof(MessagingLimits), "ResponseTimeout", "time of a call", "its outcome is unknown; retried"),
    ];

    private static List<Bound> Ledger() =>
    [
        Bound.Of<LedgerOptions>("Ledger:GroupTransactions", "transactions of a partition in a group commit", "the next commit"),
        Bound.Of<LedgerOptions>("Ledger:GroupLines", "lines of a partition in a group commit", "the next commit"),
        Bound.Of<LedgerOptions>("Ledger:CommitLanes", "group commits of a silo at once; 1 with the embedded store", Waits),
        Bound.Of<LedgerOptions>("Ledger:PendingLines", "lines that wait in a partition for their commit", Waits),
        Bound.Of<LedgerOptions>("Ledger:PendingBytes", "bytes that wait in a partition for their commit", Waits),
        Bound.Of<LedgerOptions>("Ledger:PendingPatience", "time that a caller waits for room and commit", Busy),
        Bound.Of<LedgerOptions>("Ledger:TailTransactions", "transactions above a partition's checkpoint", "commits wait"),
        Bound.Of<LedgerOptions>("Ledger:TailLines", "lines above a partition's checkpoint", "commits wait"),
        Bound.Of<LedgerOptions>("Ledger:TailBytes", "bytes above a partition's checkpoint", "commits wait"),
        Bound.Of<LedgerOptions>("Ledger:DeliveryRun", "transactions of one delivery", "the next delivery"),
        Bound.Of<LedgerOptions>("Ledger:SaveRows", "rows of one write to the projections; 4,000 with the embedded store", "the next write"),
        Bound.Of<LedgerOptions>("Ledger:LeavePatience", "time for a partition to leave its silo", "the next activation replays the rest"),
    ];
}
