using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary><c>POST /transactions</c>: records one transaction.</summary>
internal static class PostTransaction
{
    public static void MapPostTransaction(this IEndpointRouteBuilder api) =>
        api.MapPost("/transactions", PostAsync).ForProducers().ForStoresInContent().LimitBody(ServerLimits.MaxTransaction).Describe(
            new Operation("postTransaction", Tags.Transactions, "Record a transaction")
            {
                Description = "Answered after the commit. A retry is answered 200 with the first position and `duplicate: true`.",
            }
                .With(Parameter.Wait)
                .Takes("application/json", RequestSchemas.TransactionOf, Examples.TransactionSent)
                .Answers(201, "Recorded.", Examples.Recorded, ApiJson.Default.RecordedAnswer, "Location")
                .Answers(200, "It was recorded before.", Examples.RecordedBefore, ApiJson.Default.RecordedAnswer, "Location")
                .Refuses(400, 413, 415, 503)
                .Refuses(
                    409,
                    "The id belongs to another transaction, at `position`. `errors` names the fields that differ. Nothing was recorded."));

    private static async Task<IResult> PostAsync(
        HttpContext http, TransactionRecorder recorder, TimeProvider time, CancellationToken cancel)
    {
        if (!JsonBody.IsJson(http.Request.ContentType))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "A transaction must be sent as application/json.");
        if (TransactionRecorder.WaitsUntilApplied(http.Request) is not { } untilApplied) return TransactionRecorder.RefusedWait();

        InputProblems notJson = new();
        ReadItem item = await JsonBody.ReadAsync(http, new TransactionReader(time).Read, notJson, cancel)
            ?? new ReadItem(null, null, notJson);
        if (item.Transaction is not { } transaction) return Problem.BadInput(item.Problems!);
        if (!http.GetStoreScope().Allows(transaction.StoreId)) return StoreProblems.OtherStore();

        transaction = transaction with { Provenance = RequestProvenance.NewSend(http) };
        AppendResult result = await recorder.AppendAsync(transaction, untilApplied, cancel);
        return await recorder.AnswerAsync(transaction, result, http.GetStoreScope(), untilApplied, cancel);
    }
}
