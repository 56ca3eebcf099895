using System.Globalization;
using RetailGrains.Client;
using RetailGrains.WebConsole.Ranges;
using RetailGrains.WebConsole.Shell;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Transactions;

/// <summary>Which transactions a list shows.</summary>
internal sealed record TransactionFilter(
    string? StoreId, string? ProductId, string? CustomerId, string? Source, string? Register, PageRange Range, string? Cursor)
{
    private const int Rows = 25;

    /// <summary>The filter in the URL. A user that is bound to stores sees one of them at a time.</summary>
    public static TransactionFilter Of(PageRequest page, CurrentUser user) => new(
        page.Query("storeId") ?? (user.Stores is [string first, ..] ? first : null),
        page.Query("productId"),
        page.Query("customerId"),
        page.Query("source"),
        page.Query("register"),
        page.Range,
        page.Query("cursor"));

    /// <summary>The first moment of a day; without an offset the API takes it in the store's time zone.</summary>
    public static string? Start(DateOnly? day) =>
        day is { } its ? its.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00" : null;

    public async Task<TransactionPage> LoadAsync(RetailApi api, CancellationToken cancel) => (await api.ListTransactionsAsync(
        storeId: StoreId,
        customerId: CustomerId,
        productId: ProductId,
        source: Source,
        register: Register,
        from: Start(Range.From),
        to: Start(Range.To),
        limit: Rows,
        cursor: Cursor,
        cancellationToken: cancel)).Result;

    /// <summary>Exports all of them as CSV.</summary>
    public Task<FileResponse> ExportAsync(RetailApi api, CancellationToken cancel) => api.ExportTransactionsAsync(
        storeId: StoreId,
        customerId: CustomerId,
        productId: ProductId,
        source: Source,
        register: Register,
        from: Start(Range.From),
        to: Start(Range.To),
        cancellationToken: cancel);
}
