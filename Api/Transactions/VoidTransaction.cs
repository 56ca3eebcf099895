using System.Security.Cryptography;
using System.Text;
using RetailGrains.Access;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>
/// <c>POST /transactions/{id}/void</c>: records a return that takes back every line, once. Its id is made of the other's, so that the
/// ledger's rule of one entry per id keeps it from being done twice.
/// </summary>
internal static class VoidTransaction
{
    private const string Prefix = TransactionRules.VoidPrefix;
    private const int HashLength = 48;

    public static void MapVoidTransaction(this IEndpointRouteBuilder api) =>
        api.MapPost("/transactions/{id}/void", PostAsync).ForProducers().LimitBody().Describe(
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

    /// <summary>The id of the return; of ids too long for the prefix their SHA-256 stands in it.</summary>
    public static string IdOf(string transactionId) =>
        Prefix.Length + transactionId.Length <= TransactionRules.MaxId
            ? Prefix + transactionId
            : Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(transactionId)))[..HashLength];

    /// <summary>The return that takes back every line.</summary>
    public static SaleTransaction ReturnOf(LedgerEntry entry, DateTime utcNow) => new(
        IdOf(entry.TransactionId),
        entry.StoreId,
        entry.CustomerId,
        new SaleTime(DateTime.SpecifyKind(TransactionRules.WholeMicroseconds(utcNow), DateTimeKind.Unspecified), TimeSpan.Zero),
        TransactionKind.Return,
        Array.ConvertAll(entry.Lines, line => line with { Quantity = -line.Quantity }));

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
        // Earlier versions recorded ids as they were sent, not composed.
        string[] wanted = id == sent ? [id, IdOf(id)] : [id, IdOf(id), sent, IdOf(sent)];
        IReadOnlyDictionary<string, LedgerEntry> found = await retry.QueryAsync(() => ledger.FindAsync(wanted, cancel), cancel);
        if (!found.TryGetValue(id, out LedgerEntry? entry) && !found.TryGetValue(sent, out entry)) return Problem.NotFound("transaction");

        SaleTransaction taken = ReturnOf(entry, time.GetUtcNow().UtcDateTime);
        // Only what will be done is on record: whoever asks for what can't be done must not fill the audit.
        return found.TryGetValue(taken.TransactionId, out LedgerEntry? before)
            ? await recorder.AnswerAsync(taken, Settle(taken, before), untilApplied, cancel)
            : await auditTrail.RunAsync(
                http, "transaction.void", id, detail: null, () => RecordAsync(taken, untilApplied, recorder, ledger, retry, cancel));
    }

    private static async Task<IResult> RecordAsync(
        SaleTransaction taken, bool untilApplied, TransactionRecorder recorder, ILedgerStore ledger, Retry retry, CancellationToken cancel)
    {
        AppendResult result = await recorder.AppendAsync(taken, untilApplied, cancel);
        if (result.Status == AppendStatus.Conflict)
        {
            // Somebody else voided it in the meantime, at another moment.
            IReadOnlyDictionary<string, LedgerEntry> found =
                await retry.QueryAsync(() => ledger.FindAsync([taken.TransactionId], cancel), cancel);
            result = Settle(taken, found[taken.TransactionId]);
        }

        return await recorder.AnswerAsync(taken, result, untilApplied, cancel);
    }

    /// <summary>Whether what stands under the return's id is this return; its time is of no matter.</summary>
    private static AppendResult Settle(SaleTransaction taken, LedgerEntry before)
    {
        bool same = before.StoreId == taken.StoreId
            && before.CustomerId == taken.CustomerId
            && before.Kind == taken.Kind
            && SaleLine.HaveSameContent(before.Lines, taken.Lines);
        return new AppendResult(same ? AppendStatus.Duplicate : AppendStatus.Conflict, before.Position);
    }
}
