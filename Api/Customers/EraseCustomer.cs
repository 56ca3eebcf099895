using System.ComponentModel.DataAnnotations;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Erasure;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;

namespace RetailGrains.Api.Customers;

/// <summary>The erasure of a customer.</summary>
/// <param name="Pseudonym">The id that replaces the customer's. Figures and transactions are found under it.</param>
/// <param name="State">
/// Running: it continues automatically, even after a restart. Completed: the customer's id is no longer stored anywhere.
/// </param>
/// <param name="RequestedAt">When it was requested, in UTC.</param>
/// <param name="FinishedAt">When it was completed, in UTC; null while it runs.</param>
internal sealed record ErasureAnswer(
    string Pseudonym, [property: AllowedValues("running", "completed")] string State, DateTime? RequestedAt, DateTime? FinishedAt)
{
    public static ErasureAnswer Of(ErasureStatus status) => new(
        status.Pseudonym, status.State == ErasureState.Completed ? "completed" : "running", status.RequestedAt, status.FinishedAt);
}

/// <summary><c>DELETE /customers/{id}</c>: replaces the customer by a pseudonym in everything that is stored.</summary>
internal static class EraseCustomer
{
    private static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private static ErasureAnswer Example =>
        new("erased-0123456789abcdef0123456789abcdef", "completed", Examples.TakenAt, Examples.TakenAt.AddSeconds(1));

    public static void MapEraseCustomer(this IEndpointRouteBuilder api) =>
        api.MapDelete("/customers/{id}", DeleteAsync).ForOperators().ForAllStores().Describe(
            new Operation("eraseCustomer", Tags.Customers, "Erase a customer")
            {
                Description = "Replaces the customer's id with a pseudonym in everything that is stored, and deletes the catalogue entry "
                    + "and the notes of the customer's transactions. All figures stay. Sales that arrive later are those of a new "
                    + "customer. The id may also be the pseudonym that an earlier erasure returned: this repeats the erasure after a "
                    + "restore. Send the request again to learn whether a running erasure is complete.",
            }
                .Id("customer", "17850")
                .Answers(200, "The customer is erased.", Example, ApiJson.Default.ErasureAnswer)
                .Answers(
                    202, "The erasure continues.", Example with { State = "running", FinishedAt = null }, ApiJson.Default.ErasureAnswer)
                .Refuses(404, "Nothing is stored about this customer.")
                .Refuses(503));

    private static async Task<IResult> DeleteAsync(
        string id,
        HttpContext http,
        IGrainFactory grains,
        ErasedCustomers customers,
        Retry retry,
        AuditTrail auditTrail,
        TimeProvider time,
        CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("customer");
        string pseudonym = ErasedCustomers.IsPseudonym(id) ? id : customers.Of(id).Pseudonym;
        IErasureGrain grain = grains.GetGrain<IErasureGrain>(0);
        // The audit must not hold the id.
        return await auditTrail.RunAsync(http, "customer.erase", pseudonym, detail: null, async () =>
        {
            ErasureStatus status = await retry.ReadAsync(_ => grain.StartAsync(new ErasureRequest(id)), cancel);
            return AnswerOf(await WaitAsync(grain, status, retry, time, cancel));
        });
    }

    private static async Task<ErasureStatus> WaitAsync(
        IErasureGrain grain, ErasureStatus status, Retry retry, TimeProvider time, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        while (status.State == ErasureState.Running && time.GetElapsedTime(start) < WaitTime)
        {
            await Task.Delay(PollInterval, time, cancel);
            status = await retry.ReadAsync(_ => grain.StatusAsync(status.Pseudonym), cancel);
        }

        return status;
    }

    private static IResult AnswerOf(ErasureStatus status) => status.State == ErasureState.Unknown
        ? Problem.NotFound("customer")
        : new JsonAnswer<ErasureAnswer>(
            status.State == ErasureState.Completed ? StatusCodes.Status200OK : StatusCodes.Status202Accepted,
            ErasureAnswer.Of(status),
            ApiJson.Default.ErasureAnswer);
}
