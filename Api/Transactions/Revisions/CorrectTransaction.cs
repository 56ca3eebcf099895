using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Api.Transactions.Revisions;

/// <summary><c>PUT /transactions/{id}</c>: annuls the recorded content of an id, and records other content, in one commit.</summary>
internal static class CorrectTransaction
{
    public static void MapCorrectTransaction(this IEndpointRouteBuilder api) =>
        api.MapPut("/transactions/{id}", PutAsync).ForProducers().ForStoresInContent().LimitBody(ServerLimits.MaxTransaction).Describe(
            new Operation("correctTransaction", Tags.Transactions, "Correct a transaction")
            {
                Description =
                    "The body is the whole transaction as it should have been. What is recorded is annulled, and the body is recorded as a "
                    + "new revision, both or neither. A void is annulled, too. A retry with the same content returns 200.",
            }
                .Id("transaction", "536365")
                .With(Parameter.Wait)
                .Takes("application/json", RequestSchemas.TransactionOf, Examples.TransactionSent)
                .Answers(201, "The correction is recorded.", Examples.Corrected, ApiJson.Default.RevisionAnswer, "Location")
                .Answers(200, "It was recorded before.", Examples.CorrectedBefore, ApiJson.Default.RevisionAnswer, "Location")
                .Refuses(400, 404, 413, 415, 503)
                .Refuses(409, "The transaction is itself a void, or was voided by an earlier version. Nothing was recorded."));

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, TransactionReviser reviser, TimeProvider time, CancellationToken cancel)
    {
        if (!JsonBody.IsJson(http.Request.ContentType))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "A transaction must be sent as application/json.");
        if (TransactionRecorder.WaitsUntilApplied(http.Request) is not { } untilApplied) return TransactionRecorder.RefusedWait();
        InputProblems notJson = new();
        ReadItem item = await JsonBody.ReadAsync(http, new TransactionReader(time).Read, notJson, cancel)
            ?? new ReadItem(null, null, notJson);
        if (item.Transaction is not { } correction) return Problem.BadInput(item.Problems!);
        return correction.TransactionId == id
            ? await reviser.ReviseAsync(http, id, RevisionAction.Correct, correction, untilApplied, cancel)
            : Problem.BadInput("transactionId", "must equal the id in the path");
    }
}
