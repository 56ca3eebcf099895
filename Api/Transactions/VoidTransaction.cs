using System.Security.Cryptography;
using System.Text;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>
/// <c>POST /transactions/{id}/void</c>: records, once, a return that negates every line. Its id is derived from the transaction's, so the
/// ledger's uniqueness of ids prevents a second void.
/// </summary>
internal static class VoidTransaction
{
    private const string Prefix = TransactionRules.VoidPrefix;
    private const int HashLength = 48;

    public static void MapVoidTransaction(this IEndpointRouteBuilder api) =>
        api.MapPost("/transactions/{id}/void", PostAsync).ForProducers().ForStoresInContent().LimitBody().Describe(
            new Operation("voidTransaction", Tags.Transactions, "Take a transaction back")
            {
                Description = "Records a return, of the present time, that takes back every line; once.",
            }
                .Id("transaction", "536365")
                .With(Parameter.Wait)
                .Answers(201, "The return is recorded.", Examples.Voided, ApiJson.Default.RecordedAnswer, "Location")
                .Answers(200, "It was recorded before.", Examples.VoidedBefore, ApiJson.Default.RecordedAnswer, "Location")
                .Refuses(400, 404, 413, 503)
                .Refuses(409, "Another transaction stands under the return's id, at `position`. Nothing was stored."));

    /// <summary>The id of the void; it contains the SHA-256 of ids that are too long for the prefix.</summary>
    public static string IdOf(string transactionId) =>
        Prefix.Length + transactionId.Length <= TransactionRules.MaxId
            ? Prefix + transactionId
            : Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(transactionId)))[..HashLength];

    /// <summary>The return that negates every line.</summary>
    public static SaleTransaction ReturnOf(LedgerEntry entry, DateTime utcNow) => new(
        IdOf(entry.TransactionId),
        entry.StoreId,
        entry.CustomerId,
        new SaleTime(DateTime.SpecifyKind(TransactionRules.WholeMicroseconds(utcNow), DateTimeKind.Unspecified), TimeSpan.Zero),
        TransactionKind.Return,
        Array.ConvertAll(entry.Lines, line => line.Negated()))
    {
        Currency = entry.Currency,
        Details = entry.Details is { } details ? (details with { Note = null, Payments = null }).OrNull() : null,
    };

    private static async Task<IResult> PostAsync(
        string id,
        HttpContext http,
        TransactionRecorder recorder,
        ILedgerStore ledger,
        Retry retry,
        AuditTrail auditTrail,
        TimeProvider time,
        CancellationToken cancel)
    {
        if (TransactionRecorder.WaitsUntilApplied(http.Request) is not { } untilApplied) return TransactionRecorder.RefusedWait();
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("transaction");
        string sent = EncodedPathIds.AsSent(http, "id") ?? id;
        // Earlier versions recorded ids as callers sent them, without Unicode normalization.
        string[] wanted = id == sent ? [id, IdOf(id)] : [id, IdOf(id), sent, IdOf(sent)];
        IReadOnlyDictionary<string, LedgerEntry> found = await retry.QueryAsync(() => ledger.FindAsync(wanted, cancel), cancel);
        if (!found.TryGetValue(id, out LedgerEntry? entry) && !found.TryGetValue(sent, out entry)) return Problem.NotFound("transaction");
        if (!http.GetStoreScope().Allows(entry.StoreId)) return StoreProblems.OtherStore();

        SaleTransaction taken = ReturnOf(entry, time.GetUtcNow().UtcDateTime);
        // Only feasible voids are audited, so that other requests cannot fill the audit.
        return found.TryGetValue(taken.TransactionId, out LedgerEntry? before)
            ? await recorder.AnswerAsync(taken, OutcomeAgainst(taken, before), untilApplied, cancel)
            : await auditTrail.RunAsync(
                http, "transaction.void", id, detail: null, () => RecordAsync(taken, untilApplied, recorder, ledger, retry, cancel));
    }

    private static async Task<IResult> RecordAsync(
        SaleTransaction taken, bool untilApplied, TransactionRecorder recorder, ILedgerStore ledger, Retry retry, CancellationToken cancel)
    {
        AppendResult result = await recorder.AppendAsync(taken, untilApplied, cancel);
        if (result.Status == AppendStatus.Conflict)
        {
            // Another request has voided it in the meantime, at another time.
            IReadOnlyDictionary<string, LedgerEntry> found =
                await retry.QueryAsync(() => ledger.FindAsync([taken.TransactionId], cancel), cancel);
            result = OutcomeAgainst(taken, found[taken.TransactionId]);
        }

        return await recorder.AnswerAsync(taken, result, untilApplied, cancel);
    }

    /// <summary>Whether the entry under the void's id is this void; its time does not matter.</summary>
    private static AppendResult OutcomeAgainst(SaleTransaction taken, LedgerEntry before)
    {
        bool same = before.StoreId == taken.StoreId
            && before.CustomerId == taken.CustomerId
            && before.Kind == taken.Kind
            && SaleLine.HaveSameContent(before.Lines, taken.Lines);
        return new AppendResult(same ? AppendStatus.Duplicate : AppendStatus.Conflict, before.Position);
    }
}
