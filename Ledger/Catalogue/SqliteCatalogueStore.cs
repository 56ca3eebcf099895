using Microsoft.Data.Sqlite;
using RetailGrains.Customers;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Ledger.Catalogue;

internal sealed class SqliteCatalogueStore(SqliteFile file) : ICatalogueStore
{
    public Task<StoreDescription?> StoreAsync(string id, CancellationToken cancel) => FindAsync(
        "SELECT name, time_zone, country, currency FROM store_catalogue WHERE id = $id",
        id,
        row => new StoreDescription(row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3)),
        cancel);

    public async Task<IReadOnlyDictionary<string, StoreDefaults>> StoreDefaultsAsync(IReadOnlyCollection<string>? storeIds,
        CancellationToken cancel)
    {
        string? ids = storeIds is null ? null : SqliteValues.Array(storeIds.ToArray());
        List<(string Id, StoreDefaults Defaults)> rows = await file.ReadAsync(
            session => session.Query(
                """
                SELECT id, time_zone, currency FROM store_catalogue
                WHERE (time_zone IS NOT NULL OR currency IS NOT NULL) AND ($ids IS NULL OR id IN (SELECT value FROM json_each($ids)))
                """,
                row => (row.GetString(0), new StoreDefaults(row.TextOrNull(1), row.TextOrNull(2))),
                ("$ids", ids)),
            cancel).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Id, row => row.Defaults, StringComparer.Ordinal);
    }

    public Task<ProductDescription?> ProductAsync(string id, CancellationToken cancel) => FindAsync(
        "SELECT name, category, price FROM product_catalogue WHERE id = $id",
        id,
        row => new ProductDescription(row.TextOrNull(0), row.TextOrNull(1), row.IsDBNull(2) ? null : SqliteValues.Decimal(row, 2)),
        cancel);

    public Task<CustomerDescription?> CustomerAsync(string id, CancellationToken cancel) => FindAsync(
        "SELECT name, country FROM customer_catalogue WHERE id = $id",
        id,
        row => new CustomerDescription(row.TextOrNull(0), row.TextOrNull(1)),
        cancel);

    public Task PutStoreAsync(string id, StoreDescription description, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            """
            INSERT OR REPLACE INTO store_catalogue (id, name, time_zone, country, currency)
            VALUES ($id, $name, $time_zone, $country, $currency)
            """,
            ("$id", id),
            ("$name", description.Name),
            ("$time_zone", description.TimeZone),
            ("$country", description.Country),
            ("$currency", description.Currency)),
        cancel);

    public Task PutProductAsync(string id, ProductDescription description, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            "INSERT OR REPLACE INTO product_catalogue (id, name, category, price) VALUES ($id, $name, $category, $price)",
            ("$id", id),
            ("$name", description.Name),
            ("$category", description.Category),
            ("$price", description.Price is { } price ? SqliteValues.Text(price) : null)),
        cancel);

    public Task PutCustomerAsync(string id, CustomerDescription description, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            "INSERT OR REPLACE INTO customer_catalogue (id, name, country) VALUES ($id, $name, $country)",
            ("$id", id),
            ("$name", description.Name),
            ("$country", description.Country)),
        cancel);

    private async Task<T?> FindAsync<T>(string sql, string id, Func<SqliteDataReader, T> map, CancellationToken cancel)
        where T : class =>
        (await file.ReadAsync(session => session.Query(sql, map, ("$id", id)), cancel).ConfigureAwait(false)).SingleOrDefault();
}
