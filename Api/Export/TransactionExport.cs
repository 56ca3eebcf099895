using System.Globalization;
using System.Runtime.CompilerServices;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using static RetailGrains.Api.Export.ExportColumns;

namespace RetailGrains.Api.Export;

/// <summary><c>GET /export/transactions</c>: the list of transactions, newest first, in CSV with a record for each line.</summary>
internal static class TransactionExport
{
    private static readonly ExportShape<TransactionAnswer> Shape = new ExportShape<TransactionAnswer, Row>(
        "transactions", ApiJson.Default.TransactionAnswer, RowsOf, Columns());

    public static void MapTransactionExport(this IEndpointRouteBuilder api) =>
        api.MapGet("/export/transactions", GetAsync).ForViewers().ForStoresInContent().Describe(
            new Operation("exportTransactions", Tags.Transactions, "All transactions of the list")
            {
                Description =
                    "The transactions of `/transactions`, newest first. The API reads them page by page while it sends them. In CSV each "
                    + "line of a transaction is a record; the first record of a transaction has its `total`, `payments` and "
                    + "`paymentDifference`. A cell that a spreadsheet would evaluate as a formula begins with an apostrophe; numbers are "
                    + "exact. A connection that is closed early means that rows are missing.",
            }
                .With([ExportFormats.FormatParameter, .. TransactionQuery.Filters])
                .AnswersText(200, "All rows.", ExportFormats.CsvType, Examples.TransactionsCsv)
                .AnswersText(200, "", ExportFormats.NdjsonType, "")
                .Refuses(400, 503)).LimitDownloads();

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ILedgerStore ledger,
        ICatalogueStore catalogue,
        QueryGate queries,
        ExportWriter writer,
        Retry retry,
        CancellationToken cancel)
    {
        var query = new QueryReader(http.Request.Query);
        ExportFormat format = ExportFormats.Read(query);
        (LedgerQuery? asked, IResult? refusal) = await TransactionQuery.ReadAsync(http, query, catalogue, retry, cancel);
        if (refusal is not null) return refusal;
        LedgerQuery list = asked! with { Limit = ExportWriter.PageItems, MaxBytes = ExportWriter.PageBytes };
        return await writer.WriteAsync(http, Shape, format, PagesAsync(list, CallerKey.Of(http), ledger, queries, retry, cancel));
    }

    private static async IAsyncEnumerable<IReadOnlyList<TransactionAnswer>> PagesAsync(
        LedgerQuery query,
        CallerKey caller,
        ILedgerStore ledger,
        QueryGate queries,
        Retry retry,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        LedgerPage page;
        do
        {
            LedgerQuery asked = query;
            page = await retry.QueryAsync(
                () => queries.RunAsync(caller, QueryCost.Page, token => ledger.QueryAsync(asked, token), cancel), cancel);
            if (page.Entries is not [.., { } last]) yield break;
            yield return [.. page.Entries.Select(TransactionAnswer.Of)];
            query = query with { Before = new LedgerCursor(last.OccurredAt, last.TransactionId, last.Revision) };
        }
        while (page.More);
    }

    private static IEnumerable<Row> RowsOf(TransactionAnswer item) => item.Lines.Select((line, i) => new Row(item, line, i));

    private static ExportColumn<Row>[] Columns() =>
    [
        Text<Row>("transactionId", row => row.Item.TransactionId),
        Number<Row>("revision", row => row.Item.Revision),
        Text<Row>("storeId", row => row.Item.StoreId),
        Text<Row>("customerId", row => row.Item.CustomerId),
        TimeWithOffset<Row>("occurredAt", row => row.Item.OccurredAt),
        Text<Row>("kind", row => row.Item.Kind),
        Text<Row>("currency", row => row.Item.Currency),
        Number<Row>("line", row => row.Number),
        Text<Row>("productId", row => row.Line.ProductId),
        Text<Row>("description", row => row.Line.Description),
        Number<Row>("quantity", row => row.Line.Quantity),
        Number<Row>("unitPrice", row => row.Line.UnitPrice),
        Number<Row>("discount", row => row.Line.Discount),
        Number<Row>("amount", row => row.Line.Amount),
        Number<Row>("tax", row => row.Line.Tax),
        Number<Row>("taxRate", row => row.Line.TaxRate),
        Flag<Row>("taxIncluded", row => row.Item.TaxIncluded),
        Number<Row>("total", row => row.IsFirst ? row.Item.Total : null),
        Text<Row>("payments", row => row.IsFirst ? PaymentsOf(row.Item) : null),
        Number<Row>("paymentDifference", row => row.IsFirst ? row.Item.PaymentDifference : null),
        Text<Row>("register", row => row.Item.Register),
        Text<Row>("cashier", row => row.Item.Cashier),
        Text<Row>("note", row => row.Item.Note),
        Text<Row>("originalTransactionId", row => row.Item.OriginalTransactionId),
        Text<Row>("source", row => row.Item.Source),
        Text<Row>("sub", row => row.Item.Sub),
        Text<Row>("position", row => row.Item.Position),
        Time<Row>("recordedAt", row => row.Item.RecordedAt),
    ];

    /// <summary>As files to import have them.</summary>
    private static string? PaymentsOf(TransactionAnswer item) => item.Payments is { } payments
        ? string.Join(
            ';', payments.Select(payment => $"{payment.Method}={payment.Amount.ToString(CultureInfo.InvariantCulture)}"))
        : null;

    private sealed record Row(TransactionAnswer Item, LineAnswer Line, int Number)
    {
        public bool IsFirst => Number == 0;
    }
}
