using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Integrity;

/// <summary>Reconciliation reports what a superuser does to the ledger, and the docs' program proves an entry.</summary>
public abstract partial class AlteredLedgerSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Partition = 5;

    private const string Copied = "store_id, customer_id, occurred_at, utc_offset_minutes, business_date, kind, recorded_at, product_ids, "
        + "descriptions, quantities, unit_prices, content_hash, entry_hash, customer_digest";

    private static readonly (string Sql, string Figure, int Sequence)[] Alterations =
    [
        ("UPDATE ledger SET store_id = 'store 9' WHERE partition = 5 AND sequence = 7", "content", 7),
        ("DELETE FROM ledger WHERE partition = 5 AND sequence = 4", "missing", 4),
        ($"INSERT INTO ledger (partition, sequence, transaction_id, {Copied}) SELECT partition, -1, 'forged', {Copied} "
            + "FROM ledger WHERE partition = 5 AND sequence = 1", "unexpected", -1),
        ("UPDATE ledger SET sequence = 1000000 WHERE partition = 5 AND sequence = 3; UPDATE ledger SET sequence = 3 WHERE partition = 5 "
            + "AND sequence = 9; UPDATE ledger SET sequence = 9 WHERE partition = 5 AND sequence = 1000000", "link", 3),
    ];

    [Fact]
    public async Task Reconciliation_names_the_first_wrong_entry()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        await api.Client.ExpectAgreementAsync();
        await Store.ExecuteAsync("CREATE TABLE before AS SELECT * FROM ledger");
        foreach ((string sql, string figure, int sequence) in Alterations)
        {
            await Store.AlterLedgerAsync(sql);
            Answer report = await api.Client.ReconcileAsync();
            Assert.False(report["agrees"].GetBoolean(), sql);
            JsonElement named = report["differences"].EnumerateArray().First();
            Assert.Equal(
                ("ledger", $"{Partition}-{sequence}", figure),
                (Text(named, "where"), Text(named, "id"), Text(named, "figure")));
            Assert.Contains($"{Partition}-{sequence}: {figure}", report["healing"].GetString(), StringComparison.Ordinal);
            await Store.AlterLedgerAsync(
                "DELETE FROM ledger WHERE partition = 5; INSERT INTO ledger SELECT * FROM before WHERE partition = 5");
            await api.Client.ExpectAgreementAsync();
        }
    }

    /// <summary>The chain continues after its last entry, whichever process writes next.</summary>
    [Fact]
    public async Task The_hash_chain_is_intact_after_restarts_and_kills()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        Answer heads = (await api.Client.GetAsync("/admin/ledger/heads")).Expect(HttpStatusCode.OK);
        for (int round = 0; round < 2; round++)
        {
            await api.KillAsync();
            api = await StartAsync();
            await SendAsync(api, $"r{round}", 200);
        }

        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
        foreach (JsonElement head in heads["heads"].EnumerateArray())
        {
            int partition = head.GetProperty("partition").GetInt32();
            Answer proof = await api.Client.GetAsync($"/admin/ledger/{partition}/proof?sequence={head.GetProperty("sequence").GetInt64()}");
            Assert.Equal(Text(head, "hash"), proof.Expect(HttpStatusCode.OK)["hash"].GetString());
            Assert.True(proof["valid"].GetBoolean());
        }
    }

    [Fact]
    public async Task The_program_in_the_docs_verifies_an_entry_and_detects_an_altered_one()
    {
        ApiProcess api = await StartAsync();
        await LoadAsync(api);
        (int code, string printed) = await VerifyAsync(api, 3);
        Assert.True(code == 0 && printed.StartsWith($"{Partition}-3 is in the chain", StringComparison.Ordinal), printed);
        await Store.AlterLedgerAsync("UPDATE ledger SET business_date = '2020-01-01' WHERE partition = 5 AND sequence = 3");
        (code, printed) = await VerifyAsync(api, 3);
        Assert.True(code == 1 && printed.StartsWith($"{Partition}-3: the content was altered", StringComparison.Ordinal), printed);
        await Store.AlterLedgerAsync("UPDATE ledger SET content_hash = entry_hash WHERE partition = 5 AND sequence = 6");
        (code, printed) = await VerifyAsync(api, 5);
        Assert.True(code == 1 && printed.Contains("was altered", StringComparison.Ordinal), printed);
    }

    [Fact]
    public async Task A_proof_of_a_missing_entry_is_refused_with_its_name()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.GetAsync("/admin/ledger/5/proof?sequence=1")).Expect(HttpStatusCode.NotFound);
        (await api.Client.GetAsync("/admin/ledger/16/proof?sequence=1")).Expect(HttpStatusCode.NotFound);
        (await api.Client.GetAsync("/admin/ledger/x/proof?sequence=1")).Expect(HttpStatusCode.NotFound);
        foreach (string query
            in (string[])["", "?sequence=", "?sequence=0", "?sequence=-1", "?sequence=x", "?sequence=9223372036854775807"])
        {
            Answer refused = (await api.Client.GetAsync($"/admin/ledger/5/proof{query}")).Expect(HttpStatusCode.BadRequest);
            Assert.True(refused["errors"].TryGetProperty("sequence", out _), refused.Text);
        }
    }

    private async Task<(int Code, string Printed)> VerifyAsync(ApiProcess api, int sequence)
    {
        string page = await File.ReadAllTextAsync(Path.Combine(BuiltAssembly.Root, "docs", "integrity.md"));
        string script = Path.Combine(Store.Folder, "verify.py"), token = Path.Combine(Store.Folder, "operator");
        await File.WriteAllTextAsync(script, PythonBlock().Match(page).Groups[1].Value);
        await File.WriteAllTextAsync(token, TestTokens.Operator);
        var start = new ProcessStartInfo("python3", [script, api.Client.Address.ToString().TrimEnd('/'), "5", $"{sequence}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TOKEN_FILE"] = token;
        start.Environment["no_proxy"] = "*";
        using Process python = Process.Start(start)!;
        Task<string> output = python.StandardOutput.ReadToEndAsync(), errors = python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();
        return (python.ExitCode, await output + await errors);
    }

    private static async Task LoadAsync(ApiProcess api)
    {
        await SendAsync(api, "s", 400);
        await api.Client.WhenSettledAsync();
    }

    private static async Task SendAsync(ApiProcess api, string prefix, int count)
    {
        List<Sale> sales = [.. Enumerable.Range(0, count).Select(n => Sale.Number(prefix, n))];
        var sent = new SentSales();
        while (sales.Count > 0) sales = await sent.SendAsync(api.Client, sales);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex PythonBlock();
}

public sealed class SqliteAlteredLedgerTests(ITestOutputHelper output) : AlteredLedgerSuite(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresAlteredLedgerTests(PostgresFixture server, ITestOutputHelper output) : AlteredLedgerSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
