using System.Buffers;
using RetailGrains.Access;
using RetailGrains.Api.Description;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>
/// <c>POST /transactions/batch</c>: records many, each for itself. An item that is <c>busy</c> was not taken in, or it is not known: it is
/// to be sent again.
/// </summary>
internal static class PostBatch
{
    public static void MapPostBatch(this IEndpointRouteBuilder api) =>
        api.MapPost("/transactions/batch", PostAsync).ForProducers().LimitUploads().Describe(
            new Operation("postTransactions", Tags.Transactions, "Record many transactions")
            {
                Description = "Each for itself: a bad item stops no other. NDJSON, of any length, is read and answered as it comes.",
            }
                .Takes("application/json", RequestSchemas.BatchOf, $"[{Examples.TransactionSent}]")
                .Takes("application/x-ndjson", RequestSchemas.Text("A Transaction per line."), Examples.TransactionSent)
                .Answers(200, "What became of each, in order.", Examples.Batch, ApiJson.Default.BatchAnswer)
                .AnswersText(200, "", "application/x-ndjson", Examples.BatchLines)
                .Refuses(400, 413, 415, 503)).LimitUploadTime();

    private static async Task<IResult> PostAsync(
        HttpContext http, LedgerClient ledger, TimeProvider time, ILogger<BatchSender> logger, CancellationToken cancel)
    {
        var reader = new TransactionReader(time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var sender = new BatchSender(ledger, logger, end.Token);
        if (IsNdjson(http.Request.ContentType)) return await NdjsonExchange.RunAsync(http, reader, sender, end);
        if (!JsonBody.IsJson(http.Request.ContentType))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "A batch is sent as application/json or application/x-ndjson.");

        InputProblems problems = new();
        ReadOnlySequence<byte> body = await JsonBody.WholeAsync(http.Request.BodyReader, cancel);
        try
        {
            ArrayItems? items = ArrayItems.Of(body, reader, problems);
            return items is null ? Problem.BadInput(problems) : await SendAllAsync(items, sender);
        }
        finally
        {
            // Also when it failed: a body that is held is in the way of the connection's next request.
            http.Request.BodyReader.AdvanceTo(body.End);
        }
    }

    private static bool IsNdjson(string? contentType)
    {
        ReadOnlySpan<char> type = JsonBody.MediaType(contentType);
        return type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/ndjson", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<IResult> SendAllAsync(ArrayItems items, BatchSender sender)
    {
        Task<BatchAnswer> answer = CollectAsync(sender);
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

    private static async Task<BatchAnswer> CollectAsync(BatchSender sender)
    {
        var tally = new BatchTally();
        List<BatchResult> all = [];
        await foreach (BatchResult[] results in sender.ResultsAsync())
        {
            foreach (BatchResult result in results) tally.Add(result);
            all.AddRange(results);
        }

        return tally.Answer(all);
    }
}
