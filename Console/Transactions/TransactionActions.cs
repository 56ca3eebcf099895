using RetailGrains.Client;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Transactions;

/// <summary>Changes of transactions.</summary>
internal static class TransactionActions
{
    public static void MapTransactionActions(this IEndpointRouteBuilder console) => console.MapPost(TransactionPaths.Void, VoidAsync);

    private static async Task<IResult> VoidAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string id = form["id"].ToString();
        return await FormAction.RunAsync(http, form, TransactionPaths.ReceiptOf(id), async () =>
        {
            Recorded taken = (await api.VoidTransactionAsync(id, wait: "applied", cancellationToken: cancel)).Result;
            return $"The transaction is voided: {taken.TransactionId} takes it back.";
        });
    }
}
