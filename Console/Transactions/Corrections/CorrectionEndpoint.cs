using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RetailGrains.Client;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Transactions.Corrections;

/// <summary>Records corrections.</summary>
internal static class CorrectionEndpoint
{
    private const string Revised =
        "The transaction was revised since you opened this form, and nothing was changed. Open its receipt to see what is recorded now.";

    public static void MapCorrections(this IEndpointRouteBuilder console) => console.MapPost(TransactionPaths.Correction, PostAsync);

    private static async Task<IResult> PostAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string id = form["id"].ToString();
        Transaction? recorded = null;
        string? problem = null;
        var draft = CorrectionDraft.Of(form);
        IResult answer = await FormAction.RunAsync(http, form, TransactionPaths.ReceiptOf(id), async () =>
        {
            recorded = (await api.GetTransactionAsync(id, cancel)).Result;
            problem = await CorrectAsync(api, recorded, draft, cancel);
            return problem is null ? "The correction is recorded." : "";
        });
        return problem is null ? answer : new RazorComponentResult<RefusedCorrection>(new Dictionary<string, object?>
        {
            [nameof(RefusedCorrection.Recorded)] = recorded,
            [nameof(RefusedCorrection.Draft)] = draft,
            [nameof(RefusedCorrection.Problem)] = problem,
        });
    }

    /// <summary>Returns why the input is refused; null after success.</summary>
    private static async Task<string?> CorrectAsync(
        RetailApi api, Transaction recorded, CorrectionDraft draft, CancellationToken cancel)
    {
        if (draft.Revision != (recorded.Revision ?? 1).ToString(CultureInfo.InvariantCulture)) return Revised;
        try
        {
            await api.CorrectTransactionAsync(
                recorded.TransactionId, draft.ToTransaction(recorded), wait: "applied", cancellationToken: cancel);
            return null;
        }
        catch (Exception e) when (FormAction.IsRefusal(e))
        {
            return FormAction.MessageOf(e);
        }
    }
}
