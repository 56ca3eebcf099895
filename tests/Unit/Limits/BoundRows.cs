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
using RetailGrains.Ledger.Revisions;
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
            Bound.Of<LimitOptions>("Limits:ConnectionsPerAddress", "connections of one address", "the connection is closed"),
            Bound.Of<LimitOptions>("Limits:HeadTimeout", "time to receive the request headers", "408"),
            Bound.Of<LimitOptions>("Limits:IdleTimeout", "time without a request", "the connection is closed"),
            Bound.Of(kestrel.MaxRequestLineSize, "request line", "414", Bytes),
            Bound.Of(kestrel.MaxRequestHeadersTotalSize, "headers, in total", "431", Bytes),
            Bound.Of<LimitOptions>("Limits:Anonymous:PerSecond", "requests per second, per address without a valid token", TooMany),
            Bound.Of<LimitOptions>("Limits:Anonymous:Burst", "burst, per such address", TooMany),
            Bound.Of<LimitOptions>("Limits:Viewer:PerSecond", "requests per second, per viewer", TooMany),
            Bound.Of<LimitOptions>("Limits:Viewer:Burst", "burst, per viewer", TooMany),
            Bound.Of<LimitOptions>("Limits:Producer:PerSecond", "requests per second, per producer", TooMany),
            Bound.Of<LimitOptions>("Limits:Producer:Burst", "burst, per producer", TooMany),
            Bound.Of<LimitOptions>("Limits:Operator:PerSecond", "requests per second, per operator", TooMany),
            Bound.Of<LimitOptions>("Limits:Operator:Burst", "burst, per operator", TooMany),
            Bound.Of<LimitOptions>("Limits:RequestTimeout", "request timeout, unless the endpoint has its own", TooLate),
            Bound.Of(
                new ApiOptions().RequestTimeout, "time that a request waits for silos or the database", Busy, setting: "REQUEST_PATIENCE"),
            Bound.Of(typeof(SecretHashing), "MaxWaiting", "passwords and secrets that wait to be hashed", TooMany),
            Bound.Of(typeof(SecretHashing), "MaxWaitingPerAddress", "such passwords and secrets of one address", TooMany),
            Bound.Of(ISubjectDirectoryGrain.MaxEntries, "accounts; clients have the same limit", "409"),
        ];
    }

    private static List<Bound> Bodies() =>
    [
        Bound.Of(ServerLimits.MaxBody, "body after decompression, unless the endpoint has its own limit", TooLarge, Bytes),
        Bound.Of(GzipRatio.Max, "compression ratio of a body, checked above 1 MiB of decompressed data", TooLarge),
        Bound.Of<LimitOptions>("Limits:BodyBytes", "memory for request bodies, but at most a quarter of the process's memory", Busy),
        Bound.Of(typeof(BodyBudget), "ShareOfCaller", "part of it that one caller may hold, as a divisor", Busy),
        Bound.Of(TransactionSize.MaxBytes, "size of a transaction: its texts in UTF-8, 32 bytes per line and 64 bytes", Refused, Bytes),
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
        Bound.Of(typeof(BatchSender), "MaxInFlight", "windows of a batch in progress", Waits),
        Bound.Of(typeof(NdjsonExchange), "MaxUnread", "results that a sender of NDJSON has not read", "no more of the body is read", Bytes),
        Bound.Of<LimitOptions>("Limits:Uploads", "concurrent batches, streams and uploads per caller", TooMany),
        Bound.Of<LimitOptions>("Limits:UploadTimeout", "duration of a batch, a stream or an upload", TooLate),
        Bound.Of(typeof(PositionWaiters), "MaxWaiting", "callers that wait for a position, per partition", Busy),
    ];

    private static List<Bound> Answers() =>
    [
        Bound.Of(QueryReader.MaxLimit, "items of a page", Refused),
        Bound.Of(Intervals.MaxFilled, "intervals with `fill`", Refused),
        Bound.Of(PageSize.MaxBytes, "a page, unless it is one item", "the page ends, with `next`", Bytes),
        Bound.Of<LimitOptions>("Limits:Queries", "concurrent list queries", Waits),
        Bound.Of<LimitOptions>("Limits:QueriesPerCaller", "concurrent list queries per caller", Waits),
        Bound.Of(QueryGate.QueuePerCaller, "queued list queries per caller", TooMany),
        Bound.Of(QueryGate.Queue, "queued list queries", Busy),
        Bound.Of(SalesQuery.MaxSmallDays, "days of figures by interval", "the query counts as one of a whole list"),
        Bound.Of(QueryGate.TransactionsPerCaller, "concurrent reads of one transaction, per caller", Waits),
        Bound.Of(QueryGate.Transactions, "concurrent reads of one transaction", Waits),
        Bound.Of(QueryGate.TransactionQueuePerCaller, "queued reads of one transaction, per caller", TooMany),
        Bound.Of(QueryGate.TransactionQueue, "queued reads of one transaction", Busy),
        Bound.Of(RevisionFacts.MaxReturns, "linked returns of a sale", "409 for a void; of other stores: not subtracted"),
        Bound.Of(
            RevisionFacts.MaxReturnBytes, "linked returns of a sale, in total", "409 for a void; of other stores: not subtracted", Bytes),
        Bound.Of(RevisionPlan.MaxRevisions, "revisions of a transaction", "409"),
        Bound.Of(RevisionPlan.MaxBytes, "revisions of a transaction, in total", "409; a first void is accepted", Bytes),
        Bound.Of(StoreLimits.QueryTimeout, "time to read a page", Busy),
        Bound.Of(QueryGate.WholeListTimeout, "time to fix the order of a ranking, one at a time", Busy),
        Bound.Of(typeof(ListWalks), "MaxIds", "entities of a ranking that is read page by page", Refused),
        Bound.Of(WalkBounds.Standard.Walks, "stored walks", "the least recently used walk expires"),
        Bound.Of(WalkBounds.Standard.Ids, "ids in all stored walks", "the least recently used walk expires"),
        Bound.Of(WalkBounds.Standard.Unused, "retention of an unused walk", "it expires: 400 for `cursor`"),
        Bound.Of(typeof(ListCache), "MaxSize", "cached pages", "the page is read again", Bytes),
        Bound.Of(ListCache.MaxAge, "age of a cached page", "the page is read again"),
        Bound.Of<LimitOptions>("Limits:Downloads", "concurrent exports and downloads of import problems per caller", TooMany),
        Bound.Of<LimitOptions>("Limits:DownloadTimeout", "duration of such a download", "the connection is closed"),
        Bound.Of(typeof(ProblemReader), "PageItems", "problems in memory for a download", "the next page is read when they are sent"),
        Bound.Of(ExportWriter.PageItems, "items in memory for an export", "the next page is read when they are sent"),
        Bound.Of(ExportWriter.PageBytes, "memory for an export, without the last item", "the next page is read when it is sent", Bytes),
        Bound.Of(AnswerBudget.SmallAnswer, "size up to which an answer is not counted in the next two limits", "–", Bytes),
        Bound.Of<LimitOptions>("Limits:AnswerBytes", "answers being sent", Busy),
        Bound.Of<LimitOptions>("Limits:AnswerBytesPerCaller", "answers being sent to one caller", TooMany),
        Bound.Of<LimitOptions>("Limits:CheckTimeout", "time of a reconciliation", "504"),
        Bound.Of(new StoreOptions().PoolSize, "connections to PostgreSQL for recording and figures", Busy, setting: "DATABASE_POOL_SIZE"),
        Bound.Of(typeof(PostgresBackend), "CheckPoolSize", "additional connections to PostgreSQL for reconciliation", "a query waits"),
        Bound.Of(typeof(PostgresBackend), "ReadPoolSize", "additional connections to PostgreSQL for lists", Busy),
    ];

    private static List<Bound> Live() =>
    [
        Bound.Of<LiveOptions>("Live:MostListeners", "listeners of a process", Busy),
        Bound.Of<LiveOptions>("Live:MaxPerCaller", "listeners of one caller", TooMany),
        Bound.Of<LiveOptions>("Live:Longest", "duration of a stream", "the stream ends; the listener reconnects"),
        Bound.Of<LiveOptions>("Live:Interval", "minimum time between two events", "the next event includes both changes"),
        Bound.Of<LiveOptions>("Live:Heartbeat", "time without data", "a comment is sent"),
        Bound.Of(LiveSnapshot.MaxEntries, "transactions of an event", "`more` is true"),
    ];

    private static List<Bound> Operations() =>
    [
        Bound.Of(OperationsLimits.Connections, "connections", "the connection is closed"),
        Bound.Of(OperationsLimits.ConnectionsPerAddress, "connections of one address", "the connection is closed"),
        Bound.Of(OperationsLimits.HeadTimeout, "time to receive the request headers", "408"),
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
        Bound.Of<ImportOptions>("Imports:MaxMemoryBytes", "memory for remembered receipt numbers and waiting lines", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxRejects", "receipts that are rejected, and problems that are kept", "the import fails"),
        Bound.Of<ImportOptions>("Imports:MaxRunning", "concurrent imports and undos per silo", Waits),
        Bound.Of(typeof(PostImport), "MaxUnfinished", "imports that have not ended", Busy),
        Bound.Of<ImportOptions>("Imports:Retention", "time that an ended import is kept", "it is deleted"),
        Bound.Of(typeof(ImportGrain), "MaxStarts", "crashes of the process without progress of the import", "the import fails"),
        Bound.Of(GzipRatio.Max, "ratio of the file to its gzip data, above 1 MiB", "the import fails"),
        Bound.Of(TransactionSize.MaxBytes, "a receipt", "the receipt is rejected", Bytes),
        Bound.Of(LineReader.MaxLineBytes, "line of a file", "the row is rejected", Bytes),
        Bound.Of(typeof(InvoiceAssembler), "BatchTransactions", "receipts recorded together", "the next batch"),
        Bound.Of(typeof(InvoiceAssembler), "BatchLines", "lines recorded together", "the next batch"),
        Bound.Of(typeof(InvoiceAssembler), "BatchBytes", "bytes recorded together, except the last receipt", "the next batch", Bytes),
        Bound.Of(typeof(ImportRun), "BatchesInFlight", "batches in progress", "the file is read later"),
        Bound.Of(typeof(ImportUndoRun), "Window", "receipts that an undo annuls concurrently", "the next ones wait"),
        Bound.Of(typeof(ImportUndoRun), "MaxPageBytes", "receipts of an undo in memory", "the next ones are read later", Bytes),
    ];

    private static List<Bound> Streams() =>
    [
        Bound.Of(SalesWire.MaxJson, "`tx` or `batch` of an entry", "dead letter", Bytes),
        Bound.Of(typeof(DeadLetters), "KeptOfLarge", "stored part of an entry that exceeds this by 4 KiB or more", "truncated", Bytes),
        Bound.Of(RedisStreamsOptions.MaxReadBytes, "read from a queue at once", "the next read", Bytes),
        Bound.Of(new RedisStreamsOptions().CacheBytes, "entries of a queue in memory", "they stay in Redis", Bytes),
        Bound.Of(new RedisStreamsOptions().CacheEntries, "number of entries of a queue in memory", "they stay in Redis"),
        Bound.Of(SalesWire.MaxPerEntry, "transactions of an entry", "dead letter"),
        Bound.Of(typeof(SalesIntake), "MaxRefused", "refused transactions in memory", "they become dead letters first"),
        Bound.Of(SalesWindows.MaxTransactions, "transactions recorded together", "the next window"),
        Bound.Of(SalesWindows.MaxBytes, "bytes recorded together", "the next window", Bytes),
        Bound.Of(SalesWindows.MaxLines, "lines recorded together", "the next window"),
        Bound.Of<StreamsOptions>("Streams:LedgerPatience", "time that a delivery waits for the ledger", "it is delivered again"),
        Bound.Of<StreamsOptions>("Streams:RecordedLength", "approximate number of entries in `sales-recorded`", "the oldest are trimmed"),
        Bound.Of(typeof(Refusal), "MaxReason", "characters of a dead letter's reason", "truncated"),
    ];

    private static List<Bound> Cluster() =>
    [
        Bound.Of(TransactionSize.MaxWindowBytes, "transactions of a message to a partition", "the next message", Bytes),
        Bound.Of(typeof(MessagingLimits), "MaxBody", "message between processes", "it is not sent", Bytes),
        Bound.Of(typeof(MessagingLimits), "MaxHeader", "headers of a message between processes", "it is not sent", Bytes),
        Bound.Of(MessagingLimits.MaxWaiting, "calls that wait for one grain", "rejected as overloaded: 503"),
        Bound.Of(typeof(MessagingLimits), "ResponseTimeout", "timeout of a call between processes", "its outcome is unknown; retried"),
    ];

    private static List<Bound> Ledger() =>
    [
        Bound.Of<LedgerOptions>("Ledger:GroupTransactions", "transactions of a partition in a group commit", "the next commit"),
        Bound.Of<LedgerOptions>("Ledger:GroupLines", "lines of a partition in a group commit", "the next commit"),
        Bound.Of<LedgerOptions>("Ledger:CommitLanes", "concurrent group commits per silo; 1 with the embedded store", Waits),
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
