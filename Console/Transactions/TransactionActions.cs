using RetailGrains.Client;
using RetailGrains.WebConsole.Shell;
using RetailGrains.WebConsole.Transactions.Corrections;

namespace RetailGrains.WebConsole.Transactions;

/// <summary>Changes of transactions.</summary>
internal static class TransactionActions
{
    public static void MapTransactionActions(this IEndpointRouteBuilder console)
    {
        console.MapPost(TransactionPaths.Void, VoidAsync);
        console.MapCorrections();
    }

    private static async Task<IResult> VoidAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string id = form["id"].ToString();
        return await FormAction.RunAsync(http, form, TransactionPaths.ReceiptOf(id), async () =>
        {
            var request = new VoidRequest { Date = Given("date"), Note = Given("note") };
            await api.VoidTransactionAsync(id, wait: "applied", body: request, cancellationToken: cancel);
            return "The transaction is voided.";
        });

        string? Given(string field) => form[field].ToString() is { Length: > 0 } text ? text : null;
    }
}
