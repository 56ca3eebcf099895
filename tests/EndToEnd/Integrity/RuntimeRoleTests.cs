using System.Net;
using System.Text;
using Npgsql;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Integrity;

/// <summary>
/// The processes work with a database role that can add to the ledger and the audit, and can alter neither, nor the schema.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class RuntimeRoleTests(PostgresFixture server) : IAsyncLifetime
{
    private static readonly string[] Forbidden =
    [
        "UPDATE ledger SET store_id = 'x'",
        "UPDATE ledger SET customer_id = 'bob'",
        "UPDATE ledger SET note = 'x'",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "ALTER TABLE ledger DISABLE TRIGGER ALL",
        "DROP TABLE ledger",
        "SET session_replication_role = replica",
        "UPDATE ledger_key SET key = key",
        "INSERT INTO ledger_earlier_hash VALUES (0, 1, '', '')",
        "UPDATE audit SET actor = 'x'",
        "UPDATE audit SET target = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "UPDATE schema_version SET name = name",
        "UPDATE OrleansQuery SET QueryText = ''",
        "TRUNCATE store_catalogue",
        "CREATE TABLE own (id int)",
        "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "COPY ledger TO PROGRAM 'true'",
    ];

    private readonly string _role = $"runtime_{Guid.NewGuid():N}"[..20];
    private string _ownerUrl = "";

    private PostgresTestStore Store { get; set; } = null!;

    private (string, string)[] Settings =>
        [(TestTokens.KeySetting, TestTokens.Key), .. Store.Settings, ("MIGRATION_DATABASE_URL", _ownerUrl)];

    public async Task InitializeAsync()
    {
        string url = await server.Server.CreateDatabaseAsync();
        string owner = $"owner_{_role}";
        await using var super = new PostgresTestStore(url);
        await super.ExecuteAsync($"CREATE ROLE {owner} LOGIN; CREATE ROLE {_role} LOGIN PASSWORD 'hush-hush'");
        await super.ExecuteAsync($"ALTER DATABASE {new Uri(url).AbsolutePath[1..]} OWNER TO {owner}");
        await server.Server.RequirePasswordAsync(_role);
        _ownerUrl = url.Replace("postgres@", $"{owner}@", StringComparison.Ordinal);
        Store = new PostgresTestStore(url, url.Replace("postgres@", $"{_role}:hush-hush@", StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task A_role_without_schema_rights_is_advised_to_migrate_with_the_owners_url()
    {
        (string, string)[] runtime = [(TestTokens.KeySetting, TestTokens.Key), .. Store.Settings, ("API_HOST", "localhost")];
        foreach ((string, string)[] settings
            in (IEnumerable<(string, string)[]>)[runtime, [.. runtime, ("DOTNET_ENVIRONMENT", "Development")]])
        {
            string line = (await ProgramRun.ApiAsync(Store.Folder, settings)).ExpectOneLine(1);
            Assert.Contains("migrate", line, StringComparison.Ordinal);
            Assert.Contains("MIGRATION_DATABASE_URL", line, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
        }

        // Only the owner has migrated the database: the role has no rights yet.
        (await ProgramRun.ApiAsync(Store.Folder, [("DATABASE_URL", _ownerUrl)], "migrate")).Expect(0);
        string denied = (await ProgramRun.ApiAsync(Store.Folder, runtime)).ExpectOneLine(1);
        Assert.Contains("MIGRATION_DATABASE_URL", denied, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inconsistent_urls_are_named_in_one_line()
    {
        ProgramRun alone = await ProgramRun.ApiAsync(Store.Folder, [("MIGRATION_DATABASE_URL", _ownerUrl)], "migrate");
        Assert.Contains("DATABASE_URL is not", alone.ExpectOneLine(1), StringComparison.Ordinal);
        string elsewhere = Store.Settings[0].Value + "_2";
        ProgramRun other =
            await ProgramRun.ApiAsync(Store.Folder, [("MIGRATION_DATABASE_URL", _ownerUrl), ("DATABASE_URL", elsewhere)], "migrate");
        Assert.Contains("must name the same", LastLine(other.Expect(1)), StringComparison.Ordinal);
        string nobody = _ownerUrl.Replace($"owner_{_role}@", "nobody_there:hush@", StringComparison.Ordinal);
        ProgramRun missing =
            await ProgramRun.ApiAsync(Store.Folder, [("MIGRATION_DATABASE_URL", _ownerUrl), ("DATABASE_URL", nobody)], "migrate");
        Assert.Contains("CREATE ROLE", LastLine(missing.Expect(1)), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", missing.Errors, StringComparison.Ordinal);
        ProgramRun refused = await ProgramRun.ApiAsync(
            Store.Folder, [("MIGRATION_DATABASE_URL", "postgresql://u:hush@127.0.0.1:1/d"), .. Store.Settings], "migrate");
        string line = refused.ExpectOneLine(1);
        Assert.Contains("MIGRATION_DATABASE_URL=postgresql://u:***@", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_created_with_its_password_where_the_owner_may_create_roles()
    {
        const string password = "a'b%c d\"\\";
        string role = $"new_{_role}";
        await server.Server.RequirePasswordAsync(role);
        await using (var super = new PostgresTestStore(_ownerUrl.Replace($"owner_{_role}@", "postgres@", StringComparison.Ordinal)))
            await super.ExecuteAsync($"ALTER ROLE owner_{_role} CREATEROLE");
        string runtime = _ownerUrl.Replace(
            $"owner_{_role}@", $"{role}:{Uri.EscapeDataString(password)}@", StringComparison.Ordinal);
        (string, string)[] settings = [("MIGRATION_DATABASE_URL", _ownerUrl), ("DATABASE_URL", runtime)];
        for (int run = 0; run < 2; run++) (await ProgramRun.ApiAsync(Store.Folder, settings, "migrate")).Expect(0);

        await AssertDeniedAsync("DELETE FROM ledger", role, password);
        var connection = new NpgsqlConnectionStringBuilder(Store.ConnectionString) { Username = role, Password = "another" };
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand command = source.CreateCommand("SELECT 1");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Everything_works_with_the_runtime_role_and_no_entry_can_be_altered()
    {
        (await ProgramRun.ApiAsync(Store.Folder, Settings, "migrate")).Expect(0);
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(Store);
        await using ApiProcess api = await ApiProcess.StartReadyAsync(Store, ("RETAIL_CLUSTER", "postgres"));
        await UseAsync(api.Client);
        foreach (string sql in Forbidden) await AssertDeniedAsync(sql);

        // The role itself migrates again: there is nothing to change, so it needs no right to change anything.
        (await ProgramRun.ApiAsync(Store.Folder, Settings, "migrate")).Expect(0);
        (await ProgramRun.ApiAsync(Store.Folder, [.. Store.Settings], "migrate")).Expect(0);
        await api.Client.ExpectAgreementAsync();
    }

    private static async Task UseAsync(RetailClient client)
    {
        List<Sale> sales = [.. Enumerable.Range(0, 300).Select(n => Sale.Number("s", n))];
        var sent = new SentSales();
        while (sales.Count > 0) sales = await sent.SendAsync(client, sales);
        await client.ImportAsync("file.csv", Encoding.UTF8.GetBytes(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            + "1,A,Thing,2,2024-01-01 10:00,1.5,7,France\nbad\n2,A,Thing,x,2024-01-01 10:00,1.5,7,France\n"));
        (await client.PostAsync("/transactions/s-1/void")).Expect(HttpStatusCode.Created);
        Assert.True((await client.PutAsync("/stores/store%201", """{"name":"One","timeZone":"Europe/London"}""")).IsSuccess);
        (await client.PostAsync("/admin/accounts", """{"name":"ann","password":"a long password","roles":["viewer"]}""")).Expect(
            HttpStatusCode.Created);
        (await client.PostAsync("/admin/clients", """{"name":"till","roles":["producer"]}""")).Expect(HttpStatusCode.Created);
        await client.WhenSettledAsync();
        Assert.NotEmpty(await client.ListAsync("/products?sort=-netRevenue"));
        (await client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        await Eventually.IsTrueAsync(
            "the rebuild ends", async () => !(await client.GetAsync("/admin/projections/rebuild"))["running"].GetBoolean());
        Assert.Equal(JsonNull, (await client.GetAsync("/admin/projections/rebuild"))["error"].ValueKind);
        Assert.True((await client.PutAsync("/customers/customer%203", """{"name":"Ann"}""")).IsSuccess);
        (await client.DeleteAsync("/customers/customer%203")).Expect(HttpStatusCode.OK);
        (await client.GetAsync("/customers/customer%203")).Expect(HttpStatusCode.NotFound);
        Assert.NotEmpty(await client.ListAsync("/admin/audit"));
        await client.WhenSettledAsync();
        await client.ExpectAgreementAsync();
    }

    private const System.Text.Json.JsonValueKind JsonNull = System.Text.Json.JsonValueKind.Null;

    private Task AssertDeniedAsync(string sql) => AssertDeniedAsync(sql, _role, "hush-hush");

    private async Task AssertDeniedAsync(string sql, string role, string password)
    {
        var connection = new NpgsqlConnectionStringBuilder(Store.ConnectionString) { Username = role, Password = password };
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        var denied = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.True(denied.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {denied.Message}");
    }

    private static string LastLine(ProgramRun run) => run.ErrorLines[^1];
}
