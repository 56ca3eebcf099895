using System.Text.Encodings.Web;
using System.Text.Json;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions;
using RetailGrains.Customers;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;

namespace RetailGrains.Api.Customers;

/// <summary>A problem of an import that names the customer.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="Problem">The problem.</param>
internal sealed record CustomerProblemAnswer(string ImportId, ImportProblemAnswer Problem);

/// <summary>Data stored about a customer.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Name">From the catalogue.</param>
/// <param name="Country">From the catalogue.</param>
/// <param name="Totals">The customer's figures.</param>
/// <param name="Transactions">All entries of the ledger, also those that were corrected or voided, by position.</param>
/// <param name="ImportProblems">Rows of files that were not recorded; at most 1,000.</param>
internal sealed record CustomerExportAnswer(
    string CustomerId,
    string? Name,
    string? Country,
    TotalsAnswer Totals,
    IReadOnlyList<TransactionAnswer> Transactions,
    IReadOnlyList<CustomerProblemAnswer> ImportProblems);

/// <summary>
/// <c>GET /customers/{id}/export</c>: everything that is stored about a customer, as one JSON document that is streamed.
/// </summary>
internal static class ExportCustomer
{
    private const int MaxProblems = 1_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CustomerExportAnswer Example => new(
        Examples.Customer.CustomerId,
        Examples.Customer.Name,
        Examples.Customer.Country,
        Examples.Customer.Totals,
        [Examples.Transaction],
        [new CustomerProblemAnswer(Examples.ImportId, Examples.ImportProblem)]);

    public static void MapExportCustomer(this IEndpointRouteBuilder api) =>
        api.MapGet("/customers/{id}/export", GetAsync).ForOperators().ForAllStores().Describe(
            new Operation("exportCustomer", Tags.Customers, "Data stored about a customer")
                .Id("customer", "17850")
                .Answers(200, "The catalogue entry, figures, transactions and import problems.", Example,
                    ApiJson.Default.CustomerExportAnswer)
                .Refuses(404, "Nothing is stored about this customer.")
                .Refuses(503)).LimitDownloads();

    private static async Task<IResult> GetAsync(
        string id,
        HttpContext http,
        IGrainFactory grains,
        IErasureStore store,
        ErasedCustomers customers,
        FigureCurrencies currencies,
        Retry retry,
        CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("customer");
        CustomerView? customer = await retry.ReadAsync(grains.GetGrain<ICustomerGrain>(id).GetAsync, cancel);
        var text = new PersonalText(customers.Of(id), name: null);
        IReadOnlyList<(string ImportId, ImportProblem Problem)> problems =
            await retry.QueryAsync(() => store.ProblemsAsync(text, MaxProblems, cancel), cancel);
        IReadOnlyList<LedgerEntry> first = await retry.QueryAsync(() => store.EntriesAsync(id, new Position(-1, 0), cancel), cancel);
        if (customer is null && problems.Count == 0 && first.Count == 0) return Problem.NotFound("customer");
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, Options);
        writer.WriteStartObject();
        writer.WriteString("customerId", id);
        writer.WriteString("name", customer?.Description?.Name);
        writer.WriteString("country", customer?.Description?.Country);
        writer.WritePropertyName("totals");
        JsonSerializer.Serialize(
            writer,
            TotalsAnswer.Of(customer is null ? default : currencies.Everything.Of(customer.Figures.Totals)),
            ApiJson.Default.TotalsAnswer);
        writer.WriteStartArray("transactions");
        for (IReadOnlyList<LedgerEntry> page = first; page.Count > 0;)
        {
            foreach (LedgerEntry entry in page)
                JsonSerializer.Serialize(writer, TransactionAnswer.Of(entry), ApiJson.Default.TransactionAnswer);
            await FlushAsync(); // waits while the caller reads slowly
            Position last = page[^1].Position;
            page = await retry.QueryAsync(() => store.EntriesAsync(id, last, cancel), cancel);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("importProblems");
        foreach ((string importId, ImportProblem problem) in problems)
        {
            JsonSerializer.Serialize(
                writer, new CustomerProblemAnswer(importId, ImportProblemAnswer.Of(problem)), ApiJson.Default.CustomerProblemAnswer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await FlushAsync();
        return Results.Empty;

        async Task FlushAsync()
        {
            await writer.FlushAsync(cancel);
            await http.Response.BodyWriter.FlushAsync(cancel);
        }
    }
}
