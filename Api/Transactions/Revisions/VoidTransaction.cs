using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
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

/// <summary><c>POST /transactions/{id}/void</c>: voids a transaction, today or on its own day.</summary>
internal static class VoidTransaction
{
    private const string Date = "date", Note = "note", Today = "today", Original = "original";

    private static readonly byte[][] FieldsUtf8 = StrictJson.Utf8([Date, Note]);

    public static void MapVoidTransaction(this IEndpointRouteBuilder api) =>
        api.MapPost("/transactions/{id}/void", PostAsync).ForProducers().ForStoresInContent().LimitBody().Describe(
            new Operation("voidTransaction", Tags.Transactions, "Void a transaction")
            {
                Description =
                    "Voids what linked returns have not returned, once. `today`, the default, counts as a return at the present time. "
                    + "`original` annuls the transaction: the figures of its own day are as if it had never been recorded. The body is "
                    + "optional. "
                    + "A voided transaction returns 200 with the existing void, whichever day was requested: `date` is its day. `note` "
                    + "is the reason, and becomes the note of the void.",
            }
                .Id("transaction", "536365")
                .With(Parameter.Wait)
                .TakesPerhaps("application/json", RequestSchemas.VoidOf, """{"date": "original", "note": "rung up twice"}""")
                .Answers(201, "The void is recorded.", Examples.Voided, ApiJson.Default.RevisionAnswer, "Location")
                .Answers(200, "The transaction was voided before.", Examples.VoidedBefore, ApiJson.Default.RevisionAnswer, "Location")
                .Refuses(400, 404, 413, 415, 503)
                .Refuses(409, "The transaction is itself a void, or has too many revisions. Nothing was recorded."));

    /// <summary>The name of the day that a void takes a transaction back on.</summary>
    public static string NameOf(bool onOriginalDay) => onOriginalDay ? Original : Today;

    private static async Task<IResult> PostAsync(string id, HttpContext http, TransactionReviser reviser, CancellationToken cancel)
    {
        if (TransactionRecorder.WaitsUntilApplied(http.Request) is not { } untilApplied) return TransactionRecorder.RefusedWait();
        (VoidOrder order, Problem? problem) = await ReadAsync(http, cancel);
        return problem
            ?? await reviser.ReviseAsync(http, id, order.Action, correction: null, untilApplied, cancel, note: order.Note);
    }

    private static async ValueTask<(VoidOrder Order, Problem? Problem)> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        // Many clients name a content type even when they send no body.
        bool mayHaveBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
        if (!mayHaveBody || http.Request.ContentLength == 0) return (VoidOrder.Standard, null);
        if (!JsonBody.IsJson(http.Request.ContentType))
            return (VoidOrder.Standard, new Problem(StatusCodes.Status415UnsupportedMediaType, "A void must be sent as application/json."));
        InputProblems problems = new();
        VoidOrder? order = await JsonBody.ReadAsync(
            http, (ref Utf8JsonReader reader) => Read(ref reader, problems), problems, cancel);
        return order is null || problems.Any ? (VoidOrder.Standard, Problem.BadInput(problems)) : (order.Value, null);
    }

    private static VoidOrder Read(ref Utf8JsonReader reader, InputProblems problems)
    {
        VoidOrder order = VoidOrder.Standard;
        if (reader.TokenType == JsonTokenType.Null) return order; // a client's body that is not given
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "$", problems, "must be an object");
            return order;
        }

        uint seen = 0;
        while (StrictJson.NextField(ref reader, FieldsUtf8, ref seen, JsonPath.Root, problems) is var field and >= 0)
        {
            order = field == 0
                ? order with { Action = ReadDate(ref reader, problems) }
                : order with { Note = ReadNote(ref reader, problems) };
        }

        return order;
    }

    private static RevisionAction ReadDate(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (reader.TokenType == JsonTokenType.String && StrictJson.Is(ref reader, "original"u8)) return RevisionAction.VoidOriginal;
        if (reader.TokenType != JsonTokenType.String || !StrictJson.Is(ref reader, "today"u8))
            StrictJson.Refuse(ref reader, JsonPath.Root, Date, problems, $"must be {Today} or {Original}");
        return RevisionAction.VoidToday;
    }

    /// <summary>Null and an empty text equal a note that is left out.</summary>
    private static string? ReadNote(ref Utf8JsonReader reader, InputProblems problems)
    {
        string? note = StrictJson.Text(ref reader, JsonPath.Root, Note, problems, optional: true);
        if (string.IsNullOrEmpty(note)) return null;
        StrictJson.Note(TransactionRules.Text(note), JsonPath.Root, Note, problems);
        return note;
    }

    private readonly record struct VoidOrder(RevisionAction Action, string? Note)
    {
        public static VoidOrder Standard => new(RevisionAction.VoidToday, null);
    }
}
