using System.Globalization;
using RetailGrains.Client;

namespace RetailGrains.WebConsole.Entities;

/// <summary>The differences between stores, products and customers.</summary>
public sealed class EntityKind
{
    private const NumberStyles Decimals = NumberStyles.Number & ~NumberStyles.AllowThousands;

    public static EntityKind Stores { get; } = new()
    {
        Title = "Store",
        ListAsync = async (api, sort, query, currency, limit, cursor, cancel) =>
        {
            StorePage page = (await api.ListStoresAsync(
                sort: sort, currency: currency, q: query, limit: limit, cursor: cursor, cancellationToken: cancel)).Result;
            return new EntityPage(page.AsOf, [.. page.Items.Select(Of)], page.Next);
        },
        GetAsync = async (api, id, currency, cancel) =>
            Of((await api.GetStoreAsync(id, currency: currency, cancellationToken: cancel)).Result),
        SalesAsync = (api, id, interval, from, to, currency, cancel) =>
            api.GetStoreSalesAsync(id, interval: interval, from: from, to: to, currency: currency, cancellationToken: cancel),
        ExportAsync = (api, query, currency, cancel) => api.ExportStoresAsync(currency: currency, q: query, cancellationToken: cancel),
        PutAsync = (api, id, field, cancel) => api.PutStoreAsync(
            id,
            new StoreEntry
            {
                Name = field("name"),
                TimeZone = field("timeZone"),
                Country = field("country"),
                Currency = field("currency"),
            },
            cancel),
    };

    public static EntityKind Products { get; } = new()
    {
        Title = "Product",
        ListAsync = async (api, sort, query, currency, limit, cursor, cancel) =>
        {
            ProductPage page = (await api.ListProductsAsync(
                sort: sort, currency: currency, q: query, limit: limit, cursor: cursor, cancellationToken: cancel)).Result;
            return new EntityPage(page.AsOf, [.. page.Items.Select(Of)], page.Next);
        },
        GetAsync = async (api, id, currency, cancel) =>
            Of((await api.GetProductAsync(id, currency: currency, cancellationToken: cancel)).Result),
        SalesAsync = (api, id, interval, from, to, currency, cancel) =>
            api.GetProductSalesAsync(id, interval: interval, from: from, to: to, currency: currency, cancellationToken: cancel),
        ExportAsync = (api, query, currency, cancel) => api.ExportProductsAsync(currency: currency, q: query, cancellationToken: cancel),
        PutAsync = (api, id, field, cancel) => api.PutProductAsync(
            id,
            new ProductEntry { Name = field("name"), Category = field("category"), Price = PriceOf(field("price")) },
            cancel),
    };

    public static EntityKind Customers { get; } = new()
    {
        Title = "Customer",
        ListAsync = async (api, sort, query, currency, limit, cursor, cancel) =>
        {
            CustomerPage page = (await api.ListCustomersAsync(
                sort: sort, currency: currency, q: query, limit: limit, cursor: cursor, cancellationToken: cancel)).Result;
            return new EntityPage(page.AsOf, [.. page.Items.Select(Of)], page.Next);
        },
        GetAsync = async (api, id, currency, cancel) =>
            Of((await api.GetCustomerAsync(id, currency: currency, cancellationToken: cancel)).Result),
        SalesAsync = (api, id, interval, from, to, currency, cancel) =>
            api.GetCustomerSalesAsync(id, interval: interval, from: from, to: to, currency: currency, cancellationToken: cancel),
        ExportAsync = (api, query, currency, cancel) => api.ExportCustomersAsync(currency: currency, q: query, cancellationToken: cancel),
        PutAsync = (api, id, field, cancel) =>
            api.PutCustomerAsync(id, new CustomerEntry { Name = field("name"), Country = field("country") }, cancel),
    };

    /// <summary>Store, Product or Customer.</summary>
    public required string Title { get; init; }

    public string Plural => Title + "s";

    public string ListPath => "/" + Plural.ToLowerInvariant();

    public string ItemPath => "/" + Title.ToLowerInvariant();

    /// <summary>The filter of transactions.</summary>
    public string Filter => Title.ToLowerInvariant() + "Id";

    public required ListEntities ListAsync { get; init; }

    public required GetEntity GetAsync { get; init; }

    public required GetEntitySales SalesAsync { get; init; }

    public required ExportEntities ExportAsync { get; init; }

    public required PutCatalogueEntry PutAsync { get; init; }

    private static Entity Of(Store store) => new(
        store.StoreId,
        store.Name,
        [
            new("name", "Name", store.Name, "London, Oxford Street"),
            new("timeZone", "Time zone", store.TimeZone, "Europe/London"),
            new("country", "Country", store.Country, "GB"),
            new("currency", "Currency", store.Currency, "GBP"),
        ],
        store.Totals);

    private static Entity Of(Product product) => new(
        product.ProductId,
        product.Name,
        [
            new("name", "Name", product.Name, "White hanging heart T-light holder"),
            new("category", "Category", product.Category, "Candles"),
            new("price", "Price", product.Price?.ToString(CultureInfo.InvariantCulture), "2.55"),
        ],
        product.Totals);

    private static Entity Of(Customer customer) => new(
        customer.CustomerId,
        customer.Name,
        [new("name", "Name", customer.Name, "Ada Lovelace"), new("country", "Country", customer.Country, "GB")],
        customer.Totals);

    private static decimal? PriceOf(string? text) => text is null ? null
        : decimal.TryParse(text, Decimals, CultureInfo.InvariantCulture, out decimal price) ? price
        : throw new FieldException("Price must be a number with a decimal point, such as 2.55.");
}

/// <summary>Lists a page of entities.</summary>
public delegate Task<EntityPage> ListEntities(
    RetailApi api, string? sort, string? query, string? currency, int limit, string? cursor, CancellationToken cancel);

/// <summary>Reads an entity.</summary>
public delegate Task<Entity> GetEntity(RetailApi api, string id, string? currency, CancellationToken cancel);

/// <summary>Reads an entity's sales by interval.</summary>
public delegate Task<ApiResponse<Sales>> GetEntitySales(
    RetailApi api, string id, string interval, DateOnly? from, DateOnly? to, string? currency, CancellationToken cancel);

/// <summary>Exports the whole list as CSV.</summary>
public delegate Task<FileResponse> ExportEntities(RetailApi api, string? query, string? currency, CancellationToken cancel);

/// <summary>Replaces a catalogue entry with the fields of a form.</summary>
public delegate Task PutCatalogueEntry(RetailApi api, string id, Func<string, string?> field, CancellationToken cancel);

/// <summary>A field of a form that cannot be sent to the API.</summary>
internal sealed class FieldException(string message) : Exception(message);
