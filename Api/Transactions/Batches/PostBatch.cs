using System.Buffers;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions.Batches;

/// <summary>
/// <c>POST /transactions/batch</c>: records transactions independently of each other. An item that is <c>busy</c> was not recorded or has
/// an unknown outcome; the caller must retry it.
/// </summary>
internal static class PostBatch
{
    public static void MapPostBatch(this IEndpointRouteBuilder api) =>
        api.MapPost("/transactions/batch", PostAsync)
            .ForProducers().ForStoresInContent().LimitUploads().LimitWholeBody(ServerLimits.MaxBatch).Describe(
            new Operation("postTransactions", Tags.Transactions, "Record many transactions")
            {
                Description =
                    "Items are independent: an invalid item does not affect the others. NDJSON of any length is streamed in both "
                    + "directions. A JSON array has at most 10,000 items and 32 MiB uncompressed; one with more than 1,000 invalid items "
                    + "is refused as a whole.",
            }
                .Takes("application/json", RequestSchemas.BatchOf, $"[{Examples.TransactionSent}]")
                .Takes("application/x-ndjson", RequestSchemas.Text("A Transaction per line."), Examples.TransactionSent)
                .Answers(200, "The result of each item, in order.", Examples.Batch, ApiJson.Default.BatchAnswer)
                .AnswersText(200, "", "application/x-ndjson", Examples.BatchLines)
                .Refuses(400, 413, 415, 503)).LimitUploadTime();

    private static async Task<IResult> PostAsync(
        HttpContext http,
        LedgerClient ledger,
        ConflictErrors conflicts,
        BodyBudget budget,
        TimeProvider time,
        ILogger<BatchSender> logger,
        CancellationToken cancel)
    {
        StoreScope scope = http.GetStoreScope();
        var reader = new TransactionReader(time, scope);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using BodyCharge charge = budget.ChargeOf(http);
        bool isStream = JsonBody.IsNdjson(http.Request.ContentType);
        using var sender = new BatchSender(
            ledger, conflicts, isStream ? charge : null, Caller.NameOf(http.User), scope, time, logger, end.Token);
        if (isStream) return await NdjsonExchange.RunAsync(http, reader, sender, charge, time, end);
        if (!JsonBody.IsJson(http.Request.ContentType))
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType,
                "A batch must be sent as application/json or application/x-ndjson.");

        InputProblems problems = new();
        ReadOnlySequence<byte> body = await JsonBody.WholeAsync(http, cancel);
        try
        {
            if (ArrayItems.Of(body, reader, problems) is not { } items) return Problem.BadInput(problems);
            return BatchRules.Refuse(items) is { } refused
                ? Problem.BadInput(refused)
                : await SendAllAsync(items, sender, BatchRules.MaxErrorText(body.Length));
        }
        finally
        {
            // Also after a failure: an unread body would block the connection's next request.
            http.Request.BodyReader.AdvanceTo(body.End);
        }
    }

    private static async Task<IResult> SendAllAsync(ArrayItems items, BatchSender sender, long mostErrorText)
    {
        Task<BatchAnswer> answer = CollectAsync(sender, mostErrorText);
        try
        {
            while (items.Next() is { } item) await sender.AddAsync(item);
            await sender.SendAsync();
            sender.Complete();
        }
        catch (Exception e)
        {
            sender.Complete(e);
        }

        return JsonAnswer.Ok(await answer, ApiJson.Default.BatchAnswer);
    }

    private static async Task<BatchAnswer> CollectAsync(BatchSender sender, long mostErrorText)
    {
        var tally = new BatchTally();
        List<BatchResult> all = [];
        long errorText = 0;
        await foreach (BatchResult[] results in sender.ResultsAsync())
        {
            foreach (BatchResult result in results)
            {
                tally.Add(result);
                errorText += BatchRules.ErrorTextOf(result);
                all.Add(errorText > mostErrorText ? BatchRules.WithoutErrors(result) : result);
            }
        }

        return tally.Answer(all);
    }
}
