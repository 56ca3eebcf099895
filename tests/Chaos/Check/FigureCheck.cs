using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>
/// Compares every figure that the grains, the lists and the views for analysts serve with the recomputation, and checks the report of
/// reconciliation.
/// </summary>
internal sealed class FigureCheck(ApiClient api, NpgsqlDataSource database, Recomputation computed, Violations violations)
{
    private const int AtOnce = 8;
    private const string Columns = "net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at";

    public async Task RunAsync()
    {
        await CheckChainAsync();
        await CheckSharesAsync();
        foreach ((string kind, EntityFigures entities) in computed.Entities)
        {
            await CheckGrainsAsync(kind, entities);
            await CheckListAsync(kind, entities);
            await CheckViewsAsync(kind, entities);
        }

        await CheckReconciliationAsync();
    }

    private async Task CheckChainAsync()
    {
        JsonElement summary = await api.JsonAsync("/summary");
        Difference.Note("The chain", computed.Chain, Figures.Of(summary.GetProperty("totals")), violations);
        Difference.Note("Guests", computed.Guest, Figures.Of(summary.GetProperty("guest")), violations);
        foreach ((string kind, EntityFigures entities) in computed.Entities)
        {
            long count = summary.GetProperty(kind + "s").GetInt64();
            if (count != entities.Totals.Count) violations.Add($"The summary counts {count} {kind}s, there are {entities.Totals.Count}");
        }

        Difference.Note("The chain's day", Shown(computed.ChainDays), DaysOf(await api.JsonAsync("/sales?interval=day")), violations);
    }

    /// <summary>The sum of the partitions' saved shares must equal the chain's figures.</summary>
    private async Task CheckSharesAsync()
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            SELECT sum(gross_sales + reductions), sum(gross_sales), sum(reductions), sum(units)::bigint, sum(lines)::bigint,
                sum(transactions)::bigint, sum(returns)::bigint, min(first_at), max(last_at)
            FROM partition_share WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')
            """);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        Difference.Note("The sum of the saved shares", computed.Chain, Figures.Of(row, 0), violations);
    }

    private async Task CheckGrainsAsync(string kind, EntityFigures entities)
    {
        var totals = new ConcurrentDictionary<string, Figures>(StringComparer.Ordinal);
        var days = new ConcurrentDictionary<(string, DateOnly), Figures>();
        await Parallel.ForEachAsync(entities.Totals.Keys, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (id, _) =>
        {
            string path = $"/{kind}s/{Uri.EscapeDataString(id)}";
            totals[id] = Figures.Of((await api.JsonAsync(path)).GetProperty("totals"));
            foreach ((DateOnly day, Figures figures) in DaysOf(await api.JsonAsync(path + "/sales?interval=day")))
                days[(id, day)] = figures;
        });
        Difference.Note($"The grain of {kind}", entities.Totals, totals, violations);
        Difference.Note($"The grain's day of {kind}", Shown(entities.Days), days, violations);
    }

    private async Task CheckListAsync(string kind, EntityFigures entities)
    {
        var listed = new Dictionary<string, Figures>(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            JsonElement page = await api.JsonAsync($"/{kind}s?sort=id&limit=500{cursor}");
            foreach (JsonElement item in page.GetProperty("items").EnumerateArray())
                listed.Add(item.GetProperty(kind + "Id").GetString()!, Figures.Of(item.GetProperty("totals")));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : null;
        }

        Difference.Note($"The list's {kind}", entities.Totals, listed, violations);
    }

    private async Task CheckViewsAsync(string kind, EntityFigures entities)
    {
        var totals = new Dictionary<string, Figures>(StringComparer.Ordinal);
        await using (NpgsqlCommand command = database.CreateCommand($"SELECT id, {Columns} FROM {kind}"))
        await using (NpgsqlDataReader row = await command.ExecuteReaderAsync())
            while (await row.ReadAsync()) totals.Add(row.GetString(0), Figures.Of(row, 1));
        Difference.Note($"The view's {kind}", entities.Totals, totals, violations);

        var days = new Dictionary<(string, DateOnly), Figures>();
        await using (NpgsqlCommand command = database.CreateCommand($"SELECT id, day, {Columns} FROM {kind}_day"))
        await using (NpgsqlDataReader row = await command.ExecuteReaderAsync())
            while (await row.ReadAsync()) days.Add((row.GetString(0), row.GetFieldValue<DateOnly>(1)), Figures.Of(row, 2));
        Difference.Note($"The view's day of {kind}", entities.Days, days, violations);
    }

    /// <summary>Reconciliation must find no difference, and must have compared everything.</summary>
    private async Task CheckReconciliationAsync()
    {
        JsonElement report = await api.PostJsonAsync("/admin/reconciliation");
        if (!report.GetProperty("agrees").GetBoolean()) violations.Add($"Reconciliation does not agree: {report}");
        JsonElement seen = report.GetProperty("checked");
        Expect("transactions", computed.Chain.Transactions);
        Expect("lines", computed.Chain.Lines);
        foreach ((string kind, EntityFigures entities) in computed.Entities) Expect(kind + "s", entities.Totals.Count);

        void Expect(string name, long count)
        {
            long said = seen.GetProperty(name).GetInt64();
            if (said != count) violations.Add($"Reconciliation compared {said} {name}; there are {count}");
        }
    }

    /// <summary>The API omits days whose figures annulments have reduced to zero.</summary>
    private static Dictionary<TKey, Figures> Shown<TKey>(IReadOnlyDictionary<TKey, Figures> days)
        where TKey : notnull => days.Where(day => !day.Value.IsNothing).ToDictionary();

    private static Dictionary<DateOnly, Figures> DaysOf(JsonElement sales) => sales.GetProperty("items").EnumerateArray().ToDictionary(
        item => DateOnly.ParseExact(item.GetProperty("start").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture), Figures.Of);
}
