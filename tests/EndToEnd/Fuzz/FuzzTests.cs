using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CsCheck;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>
/// Valid and invalid calls that are generated from the description, by several concurrent callers: each is answered in time and as
/// described, and in the end the figures are those of what was acknowledged. RETAIL_FUZZ_REQUESTS sets the number, RETAIL_FUZZ_SEED the
/// seed.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Callers = 8;
    private const int Usual = 4_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FuzzMemory _memory = new();
    private readonly ConcurrentDictionary<(string Operation, int Status), int> _answers = new();

    [Fact]
    public async Task Arbitrary_requests_are_answered_as_described_and_only_acknowledged_ones_count()
    {
        ApiProcess api = await StartAsync();
        ApiDescription description = await ApiDescription.OfAsync(api.Client);
        Gen<FuzzCall> calls = new CallGen(description, _memory).Any;
        uint seed = Setting("RETAIL_FUZZ_SEED") is { } given ? (uint)given : (uint)Environment.TickCount;
        int requests = Setting("RETAIL_FUZZ_REQUESTS") ?? Usual;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() =>
            CallAsync(api, description, calls, new PCG((uint)caller, seed), requests / Callers))));
        Report(requests, seed, Stopwatch.GetElapsedTime(start));

        await AssertFiguresAsync(api.Client);
        string[] never =
        [
            .. description.Operations.Select(one => one.Id)
                .Where(id => !_answers.Keys.Any(key => key.Operation == id && key.Status < 400)),
        ];
        Output.WriteLine($"Never answered well: {string.Join(", ", never)}");
    }

    private async Task CallAsync(ApiProcess api, ApiDescription description, Gen<FuzzCall> calls, PCG random, int count)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
        for (int i = 0; i < count; i++)
        {
            FuzzCall made = calls.Generate(random, null, out _);
            Exchange answer;
            try
            {
                answer = await Exchange.SendAsync(http, api.Client.Address, made.Call);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                throw new InvalidOperationException($"No answer to {made.Call}\n{api.Log()}", e);
            }

            _answers.AddOrUpdate((made.Operation.Id, answer.Status), 1, (_, before) => before + 1);
            string? wrong = answer.Status >= 500 && answer.Status != 503 ? "a fault" : description.WrongWith(made.Operation, answer);
            Assert.True(
                wrong is null,
                $"{made.Operation.Id}: {wrong}\n{made.Call}\nwas answered {answer.Status} {answer.MediaType} {answer.Text}\n{api.Log()}");
            _memory.Note(made, answer);
        }
    }

    /// <summary>What is in the ledger is what was acknowledged, and every figure is the sum of it.</summary>
    private async Task AssertFiguresAsync(RetailClient client)
    {
        await Eventually.IsTrueAsync(
            "the last rebuild ends",
            async () => !(await client.GetAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.OK)["running"].GetBoolean());
        foreach (string import in _memory.Imports) await client.WhenImportedAsync(import);
        await client.WhenSettledAsync();
        Dictionary<string, Sale> expected = new(_memory.Acknowledged);
        HashSet<string> uncertain = [.. _memory.Unknown.Count > 0 ? await IdsInLedgerAsync() : []];
        foreach (string id in await IdsInLedgerAsync())
        {
            if (expected.ContainsKey(id)) continue;
            if (_memory.InFiles.TryGetValue(id, out Sale? filed)) expected[id] = filed;
            else Assert.True(uncertain.Contains(id) && TryRecover(id, expected), $"{id} is in the ledger, and nobody was told so.");
        }

        Assert.Equal(expected.Count, (await IdsInLedgerAsync()).Count);
        Sale[] counted = [.. expected.Values.SelectMany(_memory.AfterRevisions)];
        await AssertEntriesAsync(counted.ToLookup(sale => sale.TransactionId));
        JsonElement totals = (await client.GetAsync("/summary")).Expect(HttpStatusCode.OK)["totals"];
        Assert.Equal(Totals.OfSales(counted), Totals.Of(totals));
        await AssertListAsync(
            client, "/stores", "storeId",
            counted.GroupBy(sale => sale.StoreId).ToDictionary(s => s.Key, s => Totals.OfSales([.. s])));
        await Eventually.IsTrueAsync(
            "figures can be compared", async () => (await client.PostAsync("/admin/reconciliation")).Status == HttpStatusCode.OK);
        await client.ExpectAgreementAsync();
        Output.WriteLine($"{expected.Count} transactions in the ledger, all acknowledged; their figures agree: {totals}");
    }

    /// <summary>Checks that each transaction's entries add up to what was sent; names the first transaction that differs.</summary>
    private async Task AssertEntriesAsync(ILookup<string, Sale> counted)
    {
        List<(string Id, decimal Quantity, decimal Amount)> lines = await Store.QueryAsync(
            "SELECT transaction_id, CAST(quantity AS text), CAST(amount AS text) FROM ledger_line",
            row => (row.GetString(0), Number(row.GetString(1)), Number(row.GetString(2))));
        foreach (IGrouping<string, (string Id, decimal Quantity, decimal Amount)> entries in lines.GroupBy(line => line.Id))
        {
            Totals sent = Totals.OfSales([.. counted[entries.Key]]);
            (decimal, decimal) found = (entries.Sum(line => line.Quantity), entries.Sum(line => line.Amount));
            Assert.True(
                found == (sent.Units, sent.NetRevenue),
                $"{entries.Key} has {found} in the ledger: {string.Join(' ', entries)}\n"
                    + $"Sent: {string.Join('\n', counted[entries.Key].Select(sale => $"{sale.Kind} {string.Join(' ', sale.Lines)}"))}\n"
                    + string.Join('\n', _memory.Of(entries.Key)));
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Finds the sale among the calls that received 503.</summary>
    private bool TryRecover(string id, Dictionary<string, Sale> expected)
    {
        foreach (FuzzCall call in _memory.Unknown)
        {
            try
            {
                JsonElement json = JsonDocument.Parse(call.Call.Body!).RootElement;
                JsonElement[] items = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
                if (items.Select(FuzzMemory.SaleOf).FirstOrDefault(sale => sale.TransactionId == id) is not { } sale) continue;
                expected[id] = sale;
                return true;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                // This call cannot have been recorded.
            }
        }

        return false;
    }

    private static async Task AssertListAsync(RetailClient client, string path, string id, Dictionary<string, Totals> expected)
    {
        Dictionary<string, Totals> listed = (await client.ListAsync($"{path}?sort=id"))
            .ToDictionary(item => item.GetProperty(id).GetString()!, item => Totals.Of(item.GetProperty("totals")));
        foreach ((string key, Totals totals) in listed)
            Assert.True(
                totals == expected.GetValueOrDefault(key),
                $"{path} lists {key} with {totals} instead of {expected.GetValueOrDefault(key)}");
        Assert.Empty(expected.Keys.Except(listed.Keys));
    }

    private Task<List<string>> IdsInLedgerAsync() =>
        Store.QueryAsync("SELECT DISTINCT transaction_id FROM ledger_line", row => row.GetString(0));

    private void Report(int requests, uint seed, TimeSpan took)
    {
        Output.WriteLine($"{requests} requests (seed {seed}) in {took.TotalSeconds:F0} s");
        foreach (IGrouping<string, KeyValuePair<(string Operation, int Status), int>> operation
            in _answers.GroupBy(one => one.Key.Operation).OrderBy(one => one.Key))
            Output.WriteLine(
                $"{operation.Key}: {string.Join(", ", operation.OrderBy(one => one.Key.Status).Select(one => $"{one.Key.Status} x "
                    + $"{one.Value}"))}");
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
