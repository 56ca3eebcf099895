using System.Text.Json.Serialization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <param name="TransactionId">The sender's id.</param>
/// <param name="Position">Its position.</param>
/// <param name="Total">Sum of its lines, exact.</param>
/// <param name="Duplicate">Whether it had been recorded before.</param>
/// <param name="PaymentDifference">Payments less the amount due; omitted without payments.</param>
internal sealed record RecordedAnswer(
    string TransactionId,
    string Position,
    decimal Total,
    bool Duplicate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? PaymentDifference = null);

/// <summary>Records one transaction and answers its outcome.</summary>
internal sealed class TransactionRecorder(LedgerClient ledger, ReadYourWrites readYourWrites, ConflictErrors conflicts, Retry retry)
{
    /// <summary>The reason when a store's catalogue entry has an unknown time zone.</summary>
    public const string UnknownTimeZone =
        "has a time zone in the catalogue that the time zone database lacks. Nothing was recorded. "
        + "Correct it by PUT /stores/{id}, then send the transaction again";

    /// <summary>
    /// The reason when a partition refuses a transaction that this process considers valid: the two differ in version or clock, or an old
    /// entry is voided.
    /// </summary>
    public const string Invalid = "breaks a rule of the ledger, such as the size of a transaction. Nothing was recorded";

    /// <summary>Reads <c>?wait=applied</c>; null when the value is invalid.</summary>
    public static bool? WaitsUntilApplied(HttpRequest request)
    {
        if (!request.QueryString.HasValue) return false;
        return request.Query["wait"].ToString() switch
        {
            "" => false,
            "applied" => true,
            _ => null,
        };
    }

    public static Problem RefusedWait() => Problem.BadInput("wait", "must be applied, or omitted");

    public Task<AppendResult> AppendAsync(SaleTransaction transaction, bool untilApplied, CancellationToken cancel) =>
        ledger.AppendAsync(transaction, untilApplied, retry.Timeout, cancel);

    /// <summary>The answer to the caller.</summary>
    public async ValueTask<IResult> AnswerAsync(
        SaleTransaction transaction, AppendResult result, StoreScope scope, bool untilApplied, CancellationToken cancel)
    {
        switch (result.Status)
        {
            case AppendStatus.Busy:
                return Problem.Unavailable(
                    "The ledger is busy, and it is unknown whether the transaction was recorded. Retry the same request.");
            case AppendStatus.Conflict:
                Dictionary<string, string[]> errors = (await conflicts.OfAsync([transaction], scope, cancel))[0];
                return new Problem(
                    StatusCodes.Status409Conflict,
                    "Another transaction with this id is already recorded. Nothing was recorded.")
                {
                    Position = ConflictErrors.AreOfAnotherStore(errors) ? null : result.Position,
                    Errors = errors,
                };
            case AppendStatus.UnknownTimeZone:
                return Problem.BadInput("storeId", UnknownTimeZone);
            case AppendStatus.Invalid:
                return Problem.BadInput("$", Invalid);
            case AppendStatus.Recorded or AppendStatus.Duplicate:
                if (untilApplied && !await readYourWrites.WaitForAsync(result.Position, EntryStage.Saved, cancel))
                    return new Problem(
                        StatusCodes.Status503ServiceUnavailable,
                        "The transaction is recorded at this position, but not every figure includes it yet.")
                    {
                        Position = result.Position,
                    };
                return Recorded(transaction, result);
            default:
                throw new InvalidOperationException($"A partition answered {result.Status}.");
        }
    }

    private static JsonAnswer<RecordedAnswer> Recorded(SaleTransaction transaction, AppendResult result)
    {
        bool duplicate = result.Status == AppendStatus.Duplicate;
        var answer = new RecordedAnswer(
            transaction.TransactionId, result.Position.ToString(), SaleSums.Amount(transaction.Lines), duplicate,
            SaleSums.PaymentDifference(transaction.Lines, transaction.Details));
        return new JsonAnswer<RecordedAnswer>(
            duplicate ? StatusCodes.Status200OK : StatusCodes.Status201Created, answer, ApiJson.Default.RecordedAnswer)
        {
            Location = TransactionAnswer.PathOf(transaction.TransactionId),
        };
    }
}
