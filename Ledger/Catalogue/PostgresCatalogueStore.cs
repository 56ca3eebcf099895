using Npgsql;
using NpgsqlTypes;
using RetailGrains.Customers;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Ledger.Catalogue;

internal sealed class PostgresCatalogueStore(NpgsqlDataSource source) : ICatalogueStore
{
    public Task<StoreDescription?> StoreAsync(string id, CancellationToken cancel) => FindAsync(
        "SELECT name, time_zone, country, currency FROM store_catalogue WHERE id = $1",
        id,
        row => new StoreDescription(row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3)),
        cancel);

    public async Task<IReadOnlyDictionary<string, StoreDefaults>> StoreDefaultsAsync(IReadOnlyCollection<string>? storeIds,
        CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT id, time_zone, currency FROM store_catalogue WHERE (time_zone IS NOT NULL OR currency IS NOT NULL)");
        if (storeIds is not null)
        {
            command.CommandText += " AND id = ANY ($1)";
            command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. storeIds]);
        }

        var stores = new Dictionary<string, StoreDefaults>(StringComparer.Ordinal);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            stores.Add(reader.GetString(0), new StoreDefaults(reader.TextOrNull(1), reader.TextOrNull(2)));
        return stores;
    }

    public Task<ProductDescription?> ProductAsync(string id, CancellationToken cancel) => FindAsync(
        "SELECT name, category, price FROM product_catalogue WHERE id = $1",
        id,
        row => new ProductDescription(row.TextOrNull(0), row.TextOrNull(1), row.IsDBNull(2) ? null : row.GetDecimal(2)),
        cancel);

    public Task<CustomerDescription?> CustomerAsync(string id, CancellationToken cancel) => FindAsync(
        "SELECT name, country FROM customer_catalogue WHERE id = $1",
        id,
        row => new CustomerDescription(row.TextOrNull(0), row.TextOrNull(1)),
        cancel);

    public async Task PutStoreAsync(string id, StoreDescription description, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO store_catalogue (id, name, time_zone, country, currency) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, time_zone = excluded.time_zone, country = excluded.country, currency = excluded.currency
            """);
        command.Parameters.AddText(id);
        command.Parameters.AddText(description.Name);
        command.Parameters.AddText(description.TimeZone);
        command.Parameters.AddText(description.Country);
        command.Parameters.AddText(description.Currency);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task PutProductAsync(string id, ProductDescription description, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO product_catalogue (id, name, category, price) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, category = excluded.category, price = excluded.price
            """);
        command.Parameters.AddText(id);
        command.Parameters.AddText(description.Name);
        command.Parameters.AddText(description.Category);
        command.Parameters.AddNumeric(description.Price);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task PutCustomerAsync(string id, CustomerDescription description, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO customer_catalogue (id, name, country) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, country = excluded.country
            """);
        command.Parameters.AddText(id);
        command.Parameters.AddText(description.Name);
        command.Parameters.AddText(description.Country);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<T?> FindAsync<T>(string sql, string id, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
        where T : class
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        command.Parameters.AddText(id);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? read(reader) : null;
    }
}
