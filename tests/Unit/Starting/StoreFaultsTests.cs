using Microsoft.Data.Sqlite;
using Npgsql;
using RetailGrains.Ledger.Settings;
using RetailGrains.Text;

namespace RetailGrains.Tests.Unit.Starting;

/// <summary>The messages for an operator when a store cannot be opened.</summary>
public sealed class StoreFaultsTests
{
    [Theory]
    [InlineData(5, "stop it")]
    [InlineData(8, "may write to")]
    [InlineData(11, "docs/backup.md")]
    [InlineData(13, "disk is full")]
    [InlineData(14, "may write to")]
    [InlineData(26, "docs/backup.md")]
    public void A_fault_of_the_embedded_store_names_the_folder_and_the_remedy(int code, string cure)
    {
        string line = StoreFaults.Explain(new StoreOptions { Home = "/srv/retail" }, new SqliteException("as SQLite says it", code))!;
        Assert.StartsWith("RETAIL_HOME=/srv/retail: ", line, StringComparison.Ordinal);
        Assert.Contains(cure, line, StringComparison.Ordinal);
        Assert.Contains("as SQLite says it", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("28P01", "user and password")]
    [InlineData("3D000", "CREATE DATABASE")]
    [InlineData("53300", "DATABASE_POOL_SIZE")]
    [InlineData("57P03", "start again")]
    [InlineData("42501", "privileges")]
    [InlineData("25006", "read-only")]
    [InlineData("53100", "disk is full")]
    [InlineData("XX000", "refuses")]
    public void A_refusal_by_PostgreSQL_names_the_address_without_its_password_and_the_remedy(string code, string cure)
    {
        var options = new StoreOptions { DatabaseUrl = "postgresql://u:hush@h/d" };
        string line = StoreFaults.Explain(options, new PostgresException("as PostgreSQL says it", "FATAL", "FATAL", code))!;
        Assert.StartsWith("DATABASE_URL=postgresql://u:***@h/d: ", line, StringComparison.Ordinal);
        Assert.Contains(cure, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bug_is_not_explained_as_a_fault_of_the_store() =>
        Assert.Null(StoreFaults.Explain(new StoreOptions(), new InvalidOperationException()));

    [Theory]
    [InlineData("postgresql://u:hush@h/d", "postgresql://u:***@h/d")]
    [InlineData("postgresql://u:hu@s:h/#@h/d", "postgresql://u:***@h/d")]
    [InlineData("postgresql://u@h/d?password=hush&sslmode=require", "postgresql://u@h/d?password=***&sslmode=require")]
    [InlineData("u:hush@h/d", "u:***@h/d")]
    [InlineData("Host=h;Password=hush;Database=d", "Host=h;Password=***;Database=d")]
    [InlineData("Host=h;PWD = 'hu;sh';Database=d", "Host=h;PWD = ***;Database=d")]
    [InlineData("Host=h;SSL Password=hush", "Host=h;SSL Password=***")]
    [InlineData("postgresql://u@h:5432/d", "postgresql://u@h:5432/d")]
    [InlineData("foo", "foo")]
    public void Passwords_are_not_shown_however_the_address_is_written(string text, string shown) =>
        Assert.Equal(shown, SecretText.Redact(text));
}
