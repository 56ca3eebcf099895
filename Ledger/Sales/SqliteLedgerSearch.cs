using System.Text;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger;

/// <summary>
/// The SQL of <see cref="ILedgerStore.QueryAsync"/>. It has only the requested conditions, so that the planner finds the index.
/// </summary>
internal static class SqliteLedgerSearch
{
    private const string Records = "l.effect = 0";

    private const string IsInEffect = $"""
        {Records} AND NOT EXISTS (
            SELECT 1 FROM ledger a WHERE a.transaction_id = l.transaction_id AND a.effect = 1 AND a.takes_back = l.revision)
        """;

    public static (string Sql, (string Name, object? Value)[] Values) Build(LedgerQuery query, string columns)
    {
        var values = new List<(string Name, object? Value)>();
        // By product, the time comes from the helper table, whose key includes it.
        string at = query.ProductId is null ? "l.occurred_at" : "p.occurred_at";
        var sql = new StringBuilder("SELECT ").Append(columns).Append(query.ProductId is null
            ? " FROM ledger l WHERE true"
            : " FROM ledger_product p CROSS JOIN ledger l ON l.partition = p.partition AND l.sequence = p.sequence WHERE true");
        Where("p.product_id = $product", "$product", query.ProductId);
        Where("l.store_id = $store", "$store", query.StoreId);
        Where("l.customer_id = $customer", "$customer", query.CustomerId);
        Where("l.register = $register", "$register", query.Register);
        // The index of sources leaves out the one that most entries may have.
        Where(query.Source == "api" ? "l.source = $source" : "l.source = $source AND l.source <> 'api'", "$source", query.Source);
        Where($"{at} >= $from", "$from", SqliteValues.MicrosUp(query.From));
        Where($"{at} < $to", "$to", SqliteValues.MicrosUp(query.To));
        Where($"{at} <= $before", "$before", SqliteValues.MicrosUp(query.Before?.OccurredAt));
        Where(
            $"({at} < $before OR l.transaction_id < $before_id OR (l.transaction_id = $before_id AND l.revision < $before_revision))",
            "$before_id",
            query.Before?.TransactionId);
        if (query.Before is { } last) values.Add(("$before_revision", last.Revision));
        sql.Append($" AND {(query.WithAnnulled ? Records : IsInEffect)}");
        sql.Append($" ORDER BY {at} DESC, l.transaction_id DESC, l.revision DESC LIMIT $limit");
        values.Add(("$limit", query.Limit));
        return (sql.ToString(), [.. values]);

        void Where(string condition, string name, object? value)
        {
            if (value is null) return;
            sql.Append(" AND ").Append(condition);
            values.Add((name, value));
        }
    }
}
