using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Processes;

namespace RetailGrains.Tests.Chaos.Faults;

/// <summary>
/// Damages the rows of one product under load. Reconciliation must either report the damage or find it already repaired, and must agree
/// within the limit.
/// </summary>
internal static class ProjectionDamage
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Statements =
    [
        "DELETE FROM product_projection WHERE generation = @generation AND id = @id",
        "DELETE FROM product_day_projection WHERE generation = @generation AND id = @id",
        "UPDATE product_projection SET gross_sales = gross_sales + 1000 WHERE generation = @generation AND id = @id",
    ];

    /// <returns>What was damaged, and how long it took until reconciliation agreed.</returns>
    public static async Task<string?> RunAsync(ChaosCluster cluster, Fault fault, Violations violations)
    {
        string statement = Statements[fault.Victim % Statements.Length];
        string? id = await DamageAsync(cluster.Database.ConnectionString, statement);
        if (id is null) return "no product had rows";
        await Task.Delay(fault.Length, TimeProvider.System);
        long start = Stopwatch.GetTimestamp();
        string? named = null;
        while (Stopwatch.GetElapsedTime(start) < Limit)
        {
            JsonElement report = await cluster.Client.PostJsonAsync("/admin/reconciliation");
            if (report.GetProperty("agrees").GetBoolean())
                return FormattableString.Invariant(
                    $"{statement.Split(" WHERE")[0]}: agreed after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s{named}");
            named = ", it was named before";
            if (!report.GetProperty("differences").GetRawText().Contains(id, StringComparison.Ordinal))
                violations.Add($"Reconciliation names something else than the damaged product {id}: {report}");
            await Task.Delay(Poll, TimeProvider.System);
        }

        violations.Add($"Reconciliation did not agree {Limit.TotalSeconds} s after: {statement} ({id})");
        return null;
    }

    private static async Task<string?> DamageAsync(string connectionString, string statement)
    {
        // An earlier fault may have broken pooled connections.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var pick = new NpgsqlCommand(
            """
            SELECT p.generation, p.id FROM product_projection p JOIN projection_generation g USING (generation)
            WHERE g.state = 'served' ORDER BY random() LIMIT 1
            """,
            connection);
        (int Generation, string Id) product;
        await using (NpgsqlDataReader row = await pick.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync()) return null;
            product = (row.GetInt32(0), row.GetString(1));
        }

        await using var damage = new NpgsqlCommand(statement, connection);
        damage.Parameters.AddWithValue("generation", product.Generation);
        damage.Parameters.AddWithValue("id", product.Id);
        await damage.ExecuteNonQueryAsync();
        return product.Id;
    }
}
