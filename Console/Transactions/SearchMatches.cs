using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Transactions;

/// <summary>What one search box finds: a transaction by its id, and entities by the beginning of an id or name.</summary>
internal sealed record SearchMatches(Transaction? Transaction, IReadOnlyList<(EntityKind Kind, Entity Entity)> Entities)
{
    private const int RowsEach = 5;

    public bool IsEmpty => Transaction is null && Entities.Count == 0;

    public static async Task<SearchMatches> FindAsync(RetailApi api, string query, CurrentUser user, CancellationToken cancel)
    {
        Task<Transaction?> transaction = FindTransactionAsync(api, query, cancel);
        EntityKind[] kinds = user.ReadsFigures ? [EntityKind.Stores, EntityKind.Products, EntityKind.Customers] : [];
        EntityPage[] pages = await Task.WhenAll(kinds.Select(kind => kind.ListAsync(api, "id", query, RowsEach, null, cancel)));
        return new SearchMatches(
            await transaction, [.. kinds.Zip(pages).SelectMany(found => found.Second.Rows.Select(row => (found.First, row)))]);
    }

    private static async Task<Transaction?> FindTransactionAsync(RetailApi api, string id, CancellationToken cancel)
    {
        try
        {
            return (await api.GetTransactionAsync(id, cancel)).Result;
        }
        catch (ApiException e) when (e.StatusCode == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }
}
