using NodaTime;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Stores;
using RetailGrains.TimeZones;

namespace RetailGrains.Api.Transactions.Revisions;

/// <summary>Revises a transaction and answers with the outcome.</summary>
internal sealed class TransactionReviser(
    LedgerClient ledger,
    ILedgerStore entries,
    ErasedCustomers customers,
    ICatalogueStore catalogue,
    ReadYourWrites readYourWrites,
    QueryGate queries,
    Retry retry,
    AuditTrail auditTrail,
    TimeProvider time)
{
    /// <param name="http">The request.</param>
    /// <param name="id">The transaction's id in the path.</param>
    /// <param name="action">The kind of revision.</param>
    /// <param name="correction">The content to record, under the id in the path.</param>
    /// <param name="untilApplied">Answer when every figure includes the revision.</param>
    /// <param name="cancel">Cancels the request.</param>
    /// <param name="note">The reason for a void.</param>
    public async Task<IResult> ReviseAsync(
        HttpContext http,
        string id,
        RevisionAction action,
        SaleTransaction? correction,
        bool untilApplied,
        CancellationToken cancel,
        string? note = null)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("transaction");
        RevisionFacts facts = await FactsAsync(http, id, cancel);
        if (facts.History is not { } history) return Problem.NotFound("transaction");
        StoreScope scope = http.GetStoreScope();
        bool ofOtherStore = !scope.Allows(history.Current.StoreId) || (correction is not null && !scope.Allows(correction.StoreId));
        if (ofOtherStore) return StoreProblems.OtherStore();

        // Earlier versions recorded ids as callers sent them, without Unicode normalization.
        string recordedId = history.First.TransactionId;
        correction = correction is null
            ? null
            : customers.FormOf(correction with { TransactionId = recordedId }, history.Current);
        var request = new RevisionRequest(recordedId, action, correction, RequestProvenance.NewSend(http), note);
        DateTimeOffset? correctedTo = correction is null ? null : await LocalTimeAsync(correction, cancel);
        RevisionPlan plan = RevisionPlan.Of(request, facts, time.GetUtcNow(), storeCurrency: null, correctedTo);
        // Only revisions that would be recorded are audited, so that other requests cannot fill the audit.
        return plan.Drafts.Length == 0
            ? await AnswerAsync(request, plan.Answer, untilApplied, cancel)
            : await auditTrail.RunAsync(http, NameOf(action), id, detail: null, async () =>
            {
                RevisionResult result = await ledger.ReviseAsync(request, untilApplied, retry.Timeout, cancel);
                return await AnswerAsync(request, result, untilApplied, cancel);
            });
    }

    /// <summary>What the ledger holds about a transaction.</summary>
    public async Task<RevisionFacts> FactsAsync(HttpContext http, string id, CancellationToken cancel)
    {
        RevisionFacts facts = await ReadAsync(http, id, cancel);
        return facts.History is null && EncodedPathIds.AsSent(http, "id") is { } sent && sent != id
            ? await ReadAsync(http, sent, cancel)
            : facts;
    }

    /// <summary>What the ledger holds about a transaction with exactly this id.</summary>
    public Task<RevisionFacts> ReadAsync(HttpContext http, string id, CancellationToken cancel) => retry.QueryAsync(
        () => queries.RunAsync(CallerKey.Of(http), QueryCost.Transaction, token => RevisionFacts.ReadAsync(entries, id, token), cancel),
        cancel);

    /// <summary>Returns a transaction's time in its store's time zone; null when the zone is unknown.</summary>
    private async Task<DateTimeOffset?> LocalTimeAsync(SaleTransaction transaction, CancellationToken cancel)
    {
        StoreDescription? store = await retry.QueryAsync(() => catalogue.StoreAsync(transaction.StoreId, cancel), cancel);
        DateTimeZone? zone = store?.TimeZone is { } name ? TimeZoneDatabase.Find(name) : DateTimeZone.Utc;
        return zone is null ? null : LocalTimes.Resolve(transaction.Time, zone);
    }

    private static string NameOf(RevisionAction action) =>
        action == RevisionAction.Correct ? "transaction.correct" : "transaction.void";

    private async ValueTask<IResult> AnswerAsync(
        RevisionRequest request, RevisionResult result, bool untilApplied, CancellationToken cancel)
    {
        switch (result.Status)
        {
            case RevisionStatus.Busy:
                return Problem.Unavailable(
                    "The ledger is busy: the revision was not recorded, or its outcome is unknown. Retry the same request.");
            case RevisionStatus.NotFound:
                return Problem.NotFound("transaction");
            case RevisionStatus.IsVoid:
                return Conflict("This transaction is itself a void. A void cannot be voided or corrected.");
            case RevisionStatus.VoidedByEarlierVersion:
                return Conflict("An earlier version of the platform voided this transaction by a separate return. It cannot be corrected.");
            case RevisionStatus.TooManyRevisions:
                return Conflict(
                    $"A transaction may have {RevisionPlan.MaxRevisions} revisions, with {RevisionPlan.MaxBytes >> 20} MiB in total.");
            case RevisionStatus.TooManyReturns:
                return Conflict(
                    $"More than {RevisionFacts.MaxReturns} returns, or {RevisionFacts.MaxReturnBytes >> 20} MiB of returns, are linked to "
                    + "this transaction. Void some of these returns first.");
            case RevisionStatus.UnknownTimeZone:
                return Problem.BadInput("storeId", TransactionRecorder.UnknownTimeZone);
            case RevisionStatus.Invalid:
                return Problem.BadInput("$", TransactionRecorder.Invalid);
            case RevisionStatus.Recorded or RevisionStatus.Duplicate:
                if (untilApplied && !await readYourWrites.WaitForAsync(result.Position, EntryStage.Saved, cancel))
                    return new Problem(
                        StatusCodes.Status503ServiceUnavailable,
                        "The revision is recorded at this position, but not every figure includes it yet.")
                    {
                        Position = result.Position,
                    };
                return Answer(request, result);
            default:
                throw new InvalidOperationException($"A partition answered {result.Status}.");
        }
    }

    private static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    private static JsonAnswer<RevisionAnswer> Answer(RevisionRequest request, RevisionResult result)
    {
        bool duplicate = result.Status == RevisionStatus.Duplicate;
        var answer = new RevisionAnswer(
            request.TransactionId,
            result.Revision,
            result.Position.ToString(),
            result.Total,
            duplicate,
            request.Action == RevisionAction.Correct ? null : VoidTransaction.NameOf(result.OnOriginalDay));
        return new JsonAnswer<RevisionAnswer>(
            duplicate ? StatusCodes.Status200OK : StatusCodes.Status201Created, answer, ApiJson.Default.RevisionAnswer)
        {
            Location = GetRevisions.PathOf(request.TransactionId),
        };
    }
}
