using RetailGrains.Client;
using RetailGrains.WebConsole.Currencies;

namespace RetailGrains.WebConsole.Entities;

/// <summary>
/// A page of a list, sorted as requested. Amounts of several currencies have no order; then the list is sorted by transactions.
/// </summary>
/// <param name="Page">The page.</param>
/// <param name="Sort">How it is sorted.</param>
/// <param name="Parts">The chain's figures in each currency, when that is why it is not sorted as requested; otherwise null.</param>
public sealed record EntityRanking(EntityPage Page, string Sort, IReadOnlyList<CurrencyTotals>? Parts)
{
    public const string ByNetRevenue = "-netRevenue";
    public const string ByTransactions = "-transactions";

    private const int TopRows = 5;

    /// <summary>The first entities by net revenue.</summary>
    public static Task<EntityRanking> TopAsync(EntityKind kind, RetailApi api, string? currency, CancellationToken cancel) =>
        LoadAsync(kind, api, new EntityRankingQuery(ByNetRevenue, null, currency, TopRows, null), cancel);

    public static async Task<EntityRanking> LoadAsync(EntityKind kind, RetailApi api, EntityRankingQuery query, CancellationToken cancel)
    {
        try
        {
            return new EntityRanking(await ListAsync(kind, api, query, cancel), query.Sort, null);
        }
        catch (ApiException e) when (query.Currency is null && e.FieldErrors.ContainsKey(Shell.PageRequest.CurrencyParameter))
        {
            EntityPage page = await ListAsync(kind, api, query with { Sort = ByTransactions }, cancel);
            Summary summary = (await api.GetSummaryAsync(cancellationToken: cancel)).Result;
            return new EntityRanking(page, ByTransactions, CurrencyTotals.Of(summary.Totals));
        }
    }

    private static Task<EntityPage> ListAsync(EntityKind kind, RetailApi api, EntityRankingQuery query, CancellationToken cancel) =>
        kind.ListAsync(api, query.Sort, query.Text, query.Currency, query.Rows, query.Cursor, cancel);
}

/// <summary>The content of a list.</summary>
/// <param name="Sort">A total or id, with - for descending.</param>
/// <param name="Text">How ids or names begin; null for all.</param>
/// <param name="Currency">The currency of the figures; null for all.</param>
/// <param name="Rows">Rows of a page.</param>
/// <param name="Cursor">Where the page begins; null for the first.</param>
public sealed record EntityRankingQuery(string Sort, string? Text, string? Currency, int Rows, string? Cursor);
