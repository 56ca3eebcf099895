using System.Globalization;
using RetailGrains.Client;

namespace RetailGrains.WebConsole.Entities;

/// <summary>What differs between stores, products and customers.</summary>
public abstract class EntityKind
{
    public static EntityKind Stores { get; } = new StoreKind();

    public static EntityKind Products { get; } = new ProductKind();

    public static EntityKind Customers { get; } = new CustomerKind();

    /// <summary>Store, Product or Customer.</summary>
    public abstract string Title { get; }

    public string Plural => Title + "s";

    public string ListPath => "/" + Plural.ToLowerInvariant();

    public string ItemPath => "/" + Title.ToLowerInvariant();

    /// <summary>The filter of transactions.</summary>
    public string Filter => Title.ToLowerInvariant() + "Id";

    public abstract Task<EntityPage> ListAsync(
        RetailApi api, string? sort, string? query, string? currency, int limit, string? cursor, CancellationToken cancel);

    public abstract Task<Entity> GetAsync(RetailApi api, string id, string? currency, CancellationToken cancel);

    public abstract Task<ApiResponse<Sales>> SalesAsync(
        RetailApi api, string id, string interval, DateOnly? from, DateOnly? to, string? currency, CancellationToken cancel);

    /// <summary>Exports the whole list as CSV.</summary>
    public abstract Task<FileResponse> ExportAsync(RetailApi api, string? query, string? currency, CancellationToken cancel);

    /// <summary>Replaces the catalogue entry.</summary>
    public abstract Task PutAsync(RetailApi api, string id, Func<string, string?> field, CancellationToken cancel);

    private sealed class StoreKind : EntityKind
    {
        public override string Title => "Store";

        public override async Task<EntityPage> ListAsync(
            RetailApi api, string? sort, string? query, string? currency, int limit, string? cursor, CancellationToken cancel)
        {
            StorePage page = (await api.ListStoresAsync(
                sort: sort, currency: currency, q: query, limit: limit, cursor: cursor, cancellationToken: cancel)).Result;
            return new EntityPage(page.AsOf, [.. page.Items.Select(Of)], page.Next);
        }

        public override async Task<Entity> GetAsync(RetailApi api, string id, string? currency, CancellationToken cancel) =>
            Of((await api.GetStoreAsync(id, currency: currency, cancellationToken: cancel)).Result);

        public override Task<ApiResponse<Sales>> SalesAsync(
            RetailApi api, string id, string interval, DateOnly? from, DateOnly? to, string? currency, CancellationToken cancel) =>
            api.GetStoreSalesAsync(id, interval: interval, from: from, to: to, currency: currency, cancellationToken: cancel);

        public override Task<FileResponse> ExportAsync(RetailApi api, string? query, string? currency, CancellationToken cancel) =>
            api.ExportStoresAsync(currency: currency, q: query, cancellationToken: cancel);

        public override Task PutAsync(RetailApi api, string id, Func<string, string?> field, CancellationToken cancel) =>
            api.PutStoreAsync(
                id,
                new StoreEntry
                {
                    Name = field("name"),
                    TimeZone = field("timeZone"),
                    Country = field("country"),
                    Currency = field("currency"),
                },
                cancel);

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
    }

    private sealed class ProductKind : EntityKind
    {
        private const NumberStyles Decimals = NumberStyles.Number & ~NumberStyles.AllowThousands;

        public override string Title => "Product";

        public override async Task<EntityPage> ListAsync(
            RetailApi api, string? sort, string? query, string? currency, int limit, string? cursor, CancellationToken cancel)
        {
            ProductPage page = (await api.ListProductsAsync(
                sort: sort, currency: currency, q: query, limit: limit, cursor: cursor, cancellationToken: cancel)).Result;
            return new EntityPage(page.AsOf, [.. page.Items.Select(Of)], page.Next);
        }

        public override async Task<Entity> GetAsync(RetailApi api, string id, string? currency, CancellationToken cancel) =>
            Of((await api.GetProductAsync(id, currency: currency, cancellationToken: cancel)).Result);

        public override Task<ApiResponse<Sales>> SalesAsync(
            RetailApi api, string id, string interval, DateOnly? from, DateOnly? to, string? currency, CancellationToken cancel) =>
            api.GetProductSalesAsync(id, interval: interval, from: from, to: to, currency: currency, cancellationToken: cancel);

        public override Task<FileResponse> ExportAsync(RetailApi api, string? query, string? currency, CancellationToken cancel) =>
            api.ExportProductsAsync(currency: currency, q: query, cancellationToken: cancel);

        public override Task PutAsync(RetailApi api, string id, Func<string, string?> field, CancellationToken cancel) =>
            api.PutProductAsync(
                id,
                new ProductEntry { Name = field("name"), Category = field("category"), Price = PriceOf(field("price")) },
                cancel);

        private static Entity Of(Product product) => new(
            product.ProductId,
            product.Name,
            [
                new("name", "Name", product.Name, "White hanging heart T-light holder"),
                new("category", "Category", product.Category, "Candles"),
                new("price", "Price", product.Price?.ToString(CultureInfo.InvariantCulture), "2.55"),
            ],
            product.Totals);

        private static decimal? PriceOf(string? text) => text is null ? null
            : decimal.TryParse(text, Decimals, CultureInfo.InvariantCulture, out decimal price) ? price
            : throw new FieldException("Price must be a number with a decimal point, such as 2.55.");
    }

    private sealed class CustomerKind : EntityKind
    {
        public override string Title => "Customer";

        public override async Task<EntityPage> ListAsync(
            RetailApi api, string? sort, string? query, string? currency, int limit, string? cursor, CancellationToken cancel)
        {
            CustomerPage page = (await api.ListCustomersAsync(
                sort: sort, currency: currency, q: query, limit: limit, cursor: cursor, cancellationToken: cancel)).Result;
            return new EntityPage(page.AsOf, [.. page.Items.Select(Of)], page.Next);
        }

        public override async Task<Entity> GetAsync(RetailApi api, string id, string? currency, CancellationToken cancel) =>
            Of((await api.GetCustomerAsync(id, currency: currency, cancellationToken: cancel)).Result);

        public override Task<ApiResponse<Sales>> SalesAsync(
            RetailApi api, string id, string interval, DateOnly? from, DateOnly? to, string? currency, CancellationToken cancel) =>
            api.GetCustomerSalesAsync(id, interval: interval, from: from, to: to, currency: currency, cancellationToken: cancel);

        public override Task<FileResponse> ExportAsync(RetailApi api, string? query, string? currency, CancellationToken cancel) =>
            api.ExportCustomersAsync(currency: currency, q: query, cancellationToken: cancel);

        public override Task PutAsync(RetailApi api, string id, Func<string, string?> field, CancellationToken cancel) =>
            api.PutCustomerAsync(id, new CustomerEntry { Name = field("name"), Country = field("country") }, cancel);

        private static Entity Of(Customer customer) => new(
            customer.CustomerId,
            customer.Name,
            [new("name", "Name", customer.Name, "Ada Lovelace"), new("country", "Country", customer.Country, "GB")],
            customer.Totals);
    }
}

/// <summary>A field of a form that cannot be sent to the API.</summary>
internal sealed class FieldException(string message) : Exception(message);
