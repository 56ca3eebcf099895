using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Transactions;

/// <summary>The results of the search box: a transaction by its id, and entities by the beginning of an id or name.</summary>
public sealed record SearchMatches(Transaction? Transaction, IReadOnlyList<EntityMatch> Entities)
{
    private const int RowsEach = 5;

    public bool IsEmpty => Transaction is null && Entities.Count == 0;

    internal static async Task<SearchMatches> FindAsync(RetailApi api, string query, CurrentUser user, CancellationToken cancel)
    {
        Task<Transaction?> transaction = FindTransactionAsync(api, query, cancel);
        IReadOnlyList<EntityMatch> entities = user.ReadsChain ? await FindEntitiesAsync(api, query, cancel) : OwnStores(query, user);
        return new SearchMatches(await transaction, entities);
    }

    private static async Task<IReadOnlyList<EntityMatch>> FindEntitiesAsync(RetailApi api, string query, CancellationToken cancel)
    {
        EntityKind[] kinds = [EntityKind.Stores, EntityKind.Products, EntityKind.Customers];
        EntityPage[] pages = await Task.WhenAll(kinds.Select(kind => kind.ListAsync(api, "id", query, null, RowsEach, null, cancel)));
        return
        [
            .. kinds.Zip(pages).SelectMany(found =>
                found.Second.Rows.Select(row => new EntityMatch(found.First, row.Id, row.Name))),
        ];
    }

    /// <summary>The API gives no lists to a user that is bound to stores.</summary>
    private static EntityMatch[] OwnStores(string query, CurrentUser user) =>
    [
        .. (user.ReadsFigures ? user.Stores ?? [] : [])
            .Where(store => store.StartsWith(query, StringComparison.OrdinalIgnoreCase))
            .Take(RowsEach)
            .Select(store => new EntityMatch(EntityKind.Stores, store, null)),
    ];

    /// <summary>Null also for a transaction of a store that the user may not see.</summary>
    private static async Task<Transaction?> FindTransactionAsync(RetailApi api, string id, CancellationToken cancel)
    {
        try
        {
            return (await api.GetTransactionAsync(id, cancel)).Result;
        }
        catch (ApiException e) when (e.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden)
        {
            return null;
        }
    }
}

/// <summary>A store, product or customer that was found.</summary>
public sealed record EntityMatch(EntityKind Kind, string Id, string? Name);
