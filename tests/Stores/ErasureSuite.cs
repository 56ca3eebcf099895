using System.Data.Common;
using System.Text;
using Npgsql;
using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Projections;
using RetailGrains.Tests.Support;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

/// <summary>The database allows the erasure of a customer's data, but no other change of append-only data.</summary>
public abstract class ErasureSuite : StoreSuite
{
    private const int Partition = 1;
    private const string Ada = "ada@example.org";
    private const string Name = "Ada Lovelace";

    /// <summary>A time for which PostgreSQL creates another partition of the audit.</summary>
    private static readonly DateTime InTwoMonths = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(62);

    private EntrySealer _sealer = null!;
    private ErasedCustomer _ada = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _sealer = new EntrySealer(await Store.Hashes.KeyAsync(None));
        _ada = new ErasedCustomers(_sealer).Of(Ada);
    }

    [Fact]
    public async Task Entries_get_the_pseudonym_and_lose_their_notes_and_the_chain_holds()
    {
        await RecordAsync();
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        for (int again = 0; again < 2; again++)
        {
            await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
            List<LedgerEntry> entries = await EntriesAsync();
            Assert.Equal([_ada.Pseudonym, "bob", _ada.Pseudonym, null, _ada.Pseudonym], entries.Select(entry => entry.CustomerId));
            Assert.Equal([null, "for Bob", null, "no customer", null], entries.Select(entry => entry.Details?.Note));
            Assert.Equal("till", entries[2].Details?.Register);
            Assert.Null(await FaultAsync());
        }

        Assert.False(await Store.Erasures.HasEntriesAsync(Ada, None));
        Assert.True(await Store.Erasures.HasEntriesAsync(_ada.Pseudonym, None));
        IReadOnlyList<LedgerEntry> found = await Store.Erasures.EntriesAsync(_ada.Pseudonym, new Position(Partition, 1), None);
        Assert.Equal([3, 5], found.Select(entry => entry.Position.Sequence));
    }

    [Fact]
    public async Task Nothing_is_erased_without_a_request()
    {
        await RecordAsync();
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        Assert.True(await Store.Erasures.HasEntriesAsync(Ada, None));
    }

    /// <summary>The triggers allow an erasure, but no change that only resembles one.</summary>
    [Theory]
    [InlineData("store_id = 'x', customer_id = '{0}', customer_digest = {1}, note = NULL, note_digest = {1}")]
    [InlineData("customer_id = 'bob', customer_digest = {1}, note = NULL, note_digest = {1}")]
    [InlineData("customer_id = '{0}'")]
    [InlineData("customer_id = '{0}', customer_digest = NULL, note = NULL, note_digest = {1}")]
    [InlineData("customer_id = '{0}', customer_digest = {1}, note = NULL")]
    [InlineData("customer_id = '{0}', customer_digest = {1}, note = 'x', note_digest = {1}")]
    [InlineData("note = NULL, note_digest = {1}")]
    [InlineData("customer_id = NULL, customer_digest = {1}, note = NULL, note_digest = {1}")]
    [InlineData("customer_id = '{0}', customer_digest = {1}, note = NULL, note_digest = {1}, sequence = 77")]
    public async Task No_other_change_of_an_entry_is_possible(string change)
    {
        await RecordAsync();
        string sql = $"UPDATE ledger SET {string.Format(null, change, _ada.Pseudonym, Bytes(_ada.Digest))} WHERE sequence = 3";
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_entry_cannot_be_changed_again()
    {
        await RecordAsync();
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        ErasedCustomer bob = new ErasedCustomers(_sealer).Of("bob");
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(
            $"UPDATE ledger SET customer_id = '{bob.Pseudonym}', customer_digest = {Bytes(bob.Digest)} WHERE sequence = 1"));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalogue_audit_and_import_problems_lose_the_customer()
    {
        await Store.Catalogue.PutCustomerAsync(Ada, new CustomerDescription(Name, "GB"), None);
        await Store.Catalogue.PutCustomerAsync("bob", new CustomerDescription("Bob", "GB"), None);
        foreach ((string action, string target) in new[] { ("customer.put", Ada), ("customer.put", "bob"), ("store.put", Ada) })
            await Store.Audit.AppendAsync(new NewAuditEntry(InTwoMonths, "ann", null, action, target, AuditOutcome.Begun), None);
        await Store.Imports.UploadAsync(new ImportFile("i", "n", Noon, Gzip: false), new MemoryStream([1]), None);
        await Store.Imports.AddProblemsAsync(
            "i",
            [
                new ImportProblem(1, 0, ImportProblemKind.Conflict, "r", "CustomerID", "another value is recorded", "bob", Ada),
                new ImportProblem(2, 0, ImportProblemKind.Rejected, "r", "", $"\"{Ada}\" on line 2, but \"bob\" on line 1", null, null),
                new ImportProblem(3, 0, ImportProblemKind.Rejected, "r", "", $"\"{Name}\" is no number", null, null),
                new ImportProblem(4, 0, ImportProblemKind.Rejected, "r", "", "\"x\" is no number", null, null),
                new ImportProblem(5, 0, ImportProblemKind.Conflict, "r", "StockCode", "another value is recorded", Ada, "p"),
                new ImportProblem(6, 0, ImportProblemKind.Conflict, "r", "CustomerID", "another value is recorded", $"{Ada}.uk", null),
                new ImportProblem(7, 0, ImportProblemKind.Conflict, "r", "Note", "another value is recorded", $"for {Name}", "x"),
                new ImportProblem(8, 0, ImportProblemKind.Conflict, $"T-{Partition}-1", "Note", "another value is recorded", "hers", "x"),
                new ImportProblem(9, 0, ImportProblemKind.Conflict, $"T-{Partition}-2", "Note", "another value is recorded", "his", "x"),
            ],
            None);
        await RecordAsync();
        Assert.Equal(
            [1, 2], (await Store.Erasures.ProblemsAsync(new PersonalText(_ada, name: null), 10, None)).Select(found => found.Problem.Line));
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        await Store.Erasures.EraseRestAsync(new PersonalText(_ada, Name), None);

        Assert.Null(await Store.Catalogue.CustomerAsync(Ada, None));
        Assert.NotNull(await Store.Catalogue.CustomerAsync("bob", None));
        IReadOnlyList<AuditEntry> audit = await Store.Audit.ListAsync(new AuditQuery(null, null, null, null, null, null, 10), None);
        Assert.Equal([Ada, "bob", _ada.Pseudonym], audit.Select(row => row.Entry.Target));
        IReadOnlyList<ImportProblem> problems = await Store.Imports.ProblemsAsync("i", null, 20, None);
        Assert.Equal(("bob", _ada.Pseudonym), (problems[0].Recorded, problems[0].Sent));
        Assert.Equal($"\"{_ada.Pseudonym}\" on line 2, but \"bob\" on line 1", problems[1].Reason);
        Assert.Equal($"\"{_ada.Pseudonym}\" is no number", problems[2].Reason);
        Assert.Equal("\"x\" is no number", problems[3].Reason);
        Assert.Equal((Ada, $"{Ada}.uk"), (problems[4].Recorded, problems[5].Recorded)); // a product, and another customer
        Assert.Equal([$"for {_ada.Pseudonym}", null, "his"], problems.Skip(6).Select(problem => problem.Recorded));
        Assert.Equal(["x", null, "x"], problems.Skip(6).Select(problem => problem.Sent));
    }

    [Theory]
    [InlineData("UPDATE audit SET target = 'bob'")]
    [InlineData("UPDATE audit SET target = 'erased-0123456789abcdef0123456789abcdef', actor = 'x'")]
    [InlineData("UPDATE audit SET target = 'erased-0123456789abcdef0123456789abcdef' WHERE action = 'account.delete'")]
    public async Task No_other_change_of_the_audit_is_possible(string sql)
    {
        foreach (string action in new[] { "customer.put", "account.delete" })
            await Store.Audit.AppendAsync(new NewAuditEntry(InTwoMonths, "ann", null, action, Ada, AuditOutcome.Begun), None);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_pending_until_it_is_finished_and_then_holds_no_id()
    {
        await RecordAsync();
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.BeginAsync(_ada, Noon.AddDays(1), None);
        PendingErasure pending = Assert.Single(await Store.Erasures.PendingAsync(None));
        Assert.Equal((Ada, Noon), (pending.CustomerId, pending.RequestedAt));
        Assert.Null((await Store.Erasures.FindAsync(_ada.Pseudonym, None))!.FinishedAt);
        await Store.Erasures.FinishAsync(_ada.Pseudonym, Noon.AddHours(1), None);
        Assert.Equal(Ada, Assert.Single(await Store.Erasures.PendingAsync(None)).CustomerId);
        await CloseAndForgetAsync();
        Assert.Equal((_ada.Pseudonym, null), Assert.Single(await Store.Erasures.PendingAsync(None)) is var rest
            ? (rest.Pseudonym, rest.CustomerId) : default);
        await Store.Erasures.FinishAsync(_ada.Pseudonym, Noon.AddHours(1), None);
        Assert.Empty(await Store.Erasures.PendingAsync(None));
        Assert.Equal(Noon.AddHours(1), (await Store.Erasures.FindAsync(_ada.Pseudonym, None))!.FinishedAt);
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM erasure WHERE customer_id IS NOT NULL"), null));
    }

    [Fact]
    public async Task A_request_for_an_unknown_customer_leaves_no_trace()
    {
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await CloseAndForgetAsync();
        Assert.Null(await Store.Erasures.FindAsync(_ada.Pseudonym, None));
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.MarkFoundAsync(_ada.Pseudonym, None);
        await CloseAndForgetAsync();
        Assert.NotNull(await Store.Erasures.FindAsync(_ada.Pseudonym, None));
    }

    [Fact]
    public async Task A_customer_that_only_a_problem_of_an_import_names_is_found()
    {
        await Store.Imports.UploadAsync(new ImportFile("i", "n", Noon, Gzip: false), new MemoryStream([1]), None);
        await Store.Imports.AddProblemsAsync(
            "i", [new ImportProblem(1, 0, ImportProblemKind.Conflict, "r", "CustomerID", "another value is recorded", "bob", Ada)], None);
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.EraseRestAsync(new PersonalText(_ada, name: null), None);
        await CloseAndForgetAsync();
        Assert.NotNull(await Store.Erasures.FindAsync(_ada.Pseudonym, None));
    }

    /// <summary>A new customer may have received the same id.</summary>
    [Fact]
    public async Task Figures_are_deleted_only_when_no_entry_has_the_id()
    {
        int generation = await Store.Projections.GenerationAsync(None);
        await Store.Projections.SaveAsync(generation, [Snapshot(Ada, kind: EntityKind.Customer, days: Day(1))], None);
        await RecordAsync();
        await Store.Erasures.DeleteFiguresAsync(Ada, None);
        EntityKind kind = EntityKind.Customer;
        SavedEntity saved = Assert.Single(await Store.Projections.LoadAsync(generation, kind, [Ada], DayRange.All, None));
        Assert.Equal([Day(1)], saved.Days);
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        await Store.Erasures.DeleteFiguresAsync(Ada, None);
        Assert.False(await Store.Erasures.HasFiguresAsync(Ada, None));
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM customer_day_projection"), null));
    }

    /// <summary>The statement of a silo that has left may arrive at any time.</summary>
    [Fact]
    public async Task No_entry_is_erased_after_the_entries_were_closed()
    {
        await RecordAsync();
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.OpenEntriesAsync(_ada.Pseudonym, None);
        Assert.True(await Store.Erasures.TryCloseEntriesAsync(_ada.Pseudonym, None));
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        Assert.True(await Store.Erasures.HasEntriesAsync(Ada, None));
        await Store.Erasures.OpenEntriesAsync(_ada.Pseudonym, None);
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        Assert.False(await Store.Erasures.HasEntriesAsync(Ada, None));
        await CloseAndForgetAsync();
        await Store.Erasures.FinishAsync(_ada.Pseudonym, Noon, None);

        // A request after the end of the first one starts a new erasure.
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        Assert.False(await Store.Erasures.TryForgetAsync(_ada.Pseudonym, None));
    }

    /// <summary>The earlier erasure may have passed the partition before the sale was recorded.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_after_another_sale_is_not_completed_with_the_earlier_one(bool isClosed)
    {
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.OpenEntriesAsync(_ada.Pseudonym, None);
        if (isClosed) Assert.True(await Store.Erasures.TryCloseEntriesAsync(_ada.Pseudonym, None));
        // Without another sale, a repeated request only queries the progress of the erasure.
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        if (!isClosed) Assert.True(await Store.Erasures.TryCloseEntriesAsync(_ada.Pseudonym, None));
        await Store.Erasures.OpenEntriesAsync(_ada.Pseudonym, None);
        if (isClosed) Assert.True(await Store.Erasures.TryCloseEntriesAsync(_ada.Pseudonym, None));

        await RecordAsync();
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        Assert.False(!isClosed && await Store.Erasures.TryCloseEntriesAsync(_ada.Pseudonym, None));
        Assert.False(await Store.Erasures.TryForgetAsync(_ada.Pseudonym, None));
        Assert.Equal(Ada, Assert.Single(await Store.Erasures.PendingAsync(None)).CustomerId);
    }

    /// <summary>The SQL literal for bytes.</summary>
    private protected abstract string Bytes(byte[] value);

    private protected async Task RecordAsync()
    {
        LedgerEntry[] entries =
        [
            Entry(Partition, 1, customer: Ada),
            Entry(Partition, 2, customer: "bob") with { Details = new SaleDetails(Note: "for Bob") },
            Entry(Partition, 3, customer: Ada) with { Details = new SaleDetails("till", Note: $"for {Name}") },
            Entry(Partition, 4) with { Details = new SaleDetails(Note: "no customer") },
            Entry(Partition, 5, customer: Ada) with { Details = new SaleDetails(Note: $"for {Name} again") },
        ];
        ReadOnlyMemory<byte> previous = EntrySealer.Seed(Partition);
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = entries[i] with { Hashes = _sealer.Seal(entries[i], previous.Span) };
            previous = EntrySealer.EntryHash(entries[i]);
        }

        await Store.Ledger.AppendAsync(entries, None);
    }

    private protected ErasedCustomer Erased => _ada;

    private protected async Task CloseAndForgetAsync()
    {
        await Store.Erasures.OpenEntriesAsync(_ada.Pseudonym, None);
        Assert.True(await Store.Erasures.TryCloseEntriesAsync(_ada.Pseudonym, None));
        Assert.True(await Store.Erasures.TryForgetAsync(_ada.Pseudonym, None));
    }

    private protected Task EraseEntriesAsync() => Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);

    private protected async Task EraseAllAsync()
    {
        await Store.Catalogue.PutCustomerAsync(Ada, new CustomerDescription(Name, "GB"), None);
        await RecordAsync();
        await Store.Erasures.BeginAsync(_ada, Noon, None);
        await Store.Erasures.EraseEntriesAsync(Partition, _ada, _sealer, None);
        await Store.Erasures.EraseRestAsync(new PersonalText(_ada, Name), None);
        await CloseAndForgetAsync();
        Assert.True(await Store.Erasures.PurgeAsync(None));
    }

    private protected static bool Names(byte[] file) =>
        file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Ada)) >= 0 || file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Name)) >= 0;

    private async Task<List<LedgerEntry>> EntriesAsync()
    {
        var entries = new List<LedgerEntry>();
        await foreach (LedgerEntry entry in Store.Ledger.ReadAsync(Partition, 0, 100, None)) entries.Add(entry);
        return entries;
    }

    private async Task<HashChainFault?> FaultAsync()
    {
        var verifier = new HashChainVerifier(Partition, _sealer);
        await foreach (HashedRow row in Store.Hashes.ReadAsync(Partition, 0, long.MaxValue, None))
            if (!verifier.Check(row)) break;
        return verifier.Fault;
    }
}

public sealed class SqliteErasureTests : ErasureSuite
{
    /// <summary>Deleted rows usually stay in a file until something overwrites them.</summary>
    [Fact]
    public async Task The_files_contain_nothing_of_the_customer()
    {
        await EraseAllAsync();
        foreach (string path in Directory.GetFiles(((SqliteTestDatabase)Database).Folder))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            Assert.False(Names(bytes), path);
        }
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());

    private protected override string Bytes(byte[] value) => $"x'{Convert.ToHexString(value)}'";
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresErasureTests(PostgresFixture server) : ErasureSuite
{
    private string _url = string.Empty;

    /// <summary>The statement waits for a lock on an entry. The silo that sent it may have left.</summary>
    [Fact]
    public async Task Closing_the_entries_waits_for_a_statement_that_hangs()
    {
        await RecordAsync();
        await Store.Erasures.BeginAsync(Erased, Noon, None);
        await Store.Erasures.OpenEntriesAsync(Erased.Pseudonym, None);
        await using NpgsqlDataSource other = NpgsqlDataSource.Create(PostgresUrl.Parse(_url));
        await using NpgsqlConnection connection = await other.OpenConnectionAsync();
        await using NpgsqlTransaction holding = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT FROM ledger WHERE sequence = 1 FOR UPDATE", connection, holding);
        await hold.ExecuteNonQueryAsync();
        Task erasing = EraseEntriesAsync();
        await Eventually.IsTrueAsync("the statement hangs", async () => await WaitingAsync() == 1);

        Task<bool> closing = Store.Erasures.TryCloseEntriesAsync(Erased.Pseudonym, None);
        // The customer may be found elsewhere at the same time.
        Task noting = Store.Erasures.MarkFoundAsync(Erased.Pseudonym, None);
        await Eventually.IsTrueAsync("both wait", async () => closing.IsCompleted || await WaitingAsync() == 3);
        Assert.False(closing.IsCompleted);
        await holding.RollbackAsync();
        Assert.True(await closing);
        await Task.WhenAll(erasing, noting);
        Assert.False(await Store.Erasures.HasEntriesAsync(Erased.Id, None));
    }

    private protected override async Task<ITestDatabase> CreateDatabaseAsync()
    {
        _url = await server.CreateUrlAsync();
        return PostgresFixture.Open(_url);
    }

    private async Task<long> WaitingAsync() => (long)(await Database.ScalarAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!;

    private protected override string Bytes(byte[] value) => $"'\\x{Convert.ToHexString(value)}'";
}
