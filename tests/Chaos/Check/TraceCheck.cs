using System.Text.Json;
using Npgsql;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Searches every table and the API for erased customers.</summary>
internal sealed class TraceCheck(ApiClient api, NpgsqlDataSource database, ErasureCheck erasures, Violations violations)
{
    private const int Asked = 30;

    public async Task RunAsync(IReadOnlyCollection<LedgerRow> rows)
    {
        IReadOnlyList<Person> gone = erasures.Gone(rows);
        HashSet<string> ids = [.. gone.Select(person => person.Id)];
        foreach (string table in await TextsAsync(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"))
            foreach (string row in await TextsAsync($"SELECT t::text FROM \"{table}\" t"))
                erasures.Search(table, row, ids, violations);
        foreach (string document in await TextsAsync(
            "SELECT encode(PayloadBinary, 'escape') FROM OrleansStorage WHERE PayloadBinary IS NOT NULL"))
            erasures.Search("A document", document, ids, violations);
        foreach (Person person in gone.TakeLast(Asked))
        {
            string id = Uri.EscapeDataString(person.Id);
            int status = await api.StatusAsync($"/customers/{id}");
            if (status != 404) violations.Add($"{person.Id} was erased, and is answered with {status}");
            // The API searches for prefixes of ids and names, so it may find other customers as well.
            string name = Uri.EscapeDataString(person.Name);
            foreach (string list in new[] { $"/customers?q={id}", $"/customers?q={name}", $"/transactions?customerId={id}" })
                if ((await api.JsonAsync(list)).GetProperty("items").EnumerateArray().Any(item => Names(item, person)))
                    violations.Add($"{person.Id} was erased, and is found by {list}");
        }
    }

    private static bool Names(JsonElement item, Person person) => item.GetProperty("customerId").GetString() == person.Id
        || (item.TryGetProperty("name", out JsonElement name) && name.GetString() == person.Name);

    private async Task<List<string>> TextsAsync(string sql)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await row.ReadAsync()) texts.Add(row.GetString(0));
        return texts;
    }
}
