using Npgsql;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Tests.Stores;

public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgresql://u@h/d", "h", 5432, "u", null, "d")]
    [InlineData("postgres://u:p@h:6543/d", "h", 6543, "u", "p", "d")]
    [InlineData(
        "POSTGRESQL://me%40corp:p%40ss%3Aw%2Frd%25@db.example:5433/my%20shop", "db.example", 5433, "me@corp", "p@ss:w/rd%", "my shop")]
    [InlineData("postgresql://u:p+q@[::1]:5432/d", "::1", 5432, "u", "p+q", "d")]
    [InlineData("Host=h;Port=1;Username=u;Password='a;b';Database=d", "h", 1, "u", "a;b", "d")]
    public void Every_form_of_an_address_is_parsed(string text, string host, int port, string user, string? password, string database)
    {
        NpgsqlConnectionStringBuilder read = PostgresUrl.Parse(text);
        Assert.Equal((host, port, user, password, database), (read.Host, read.Port, read.Username, read.Password, read.Database));
    }

    [Fact]
    public void Parameters_of_a_url_are_parsed()
    {
        NpgsqlConnectionStringBuilder read = PostgresUrl.Parse(
            "postgresql://u@h/d?sslmode=verify-full&connect_timeout=7&application_name=till%207&sslrootcert=/etc/ca.pem");
        Assert.Equal(
            (SslMode.VerifyFull, 7, "till 7", "/etc/ca.pem"), (read.SslMode, read.Timeout, read.ApplicationName, read.RootCertificate));
    }

    [Theory]
    [InlineData("postgresql://u:p#ss@h:port/d")]
    [InlineData("postgresql://u@h/d?nonsense=1")]
    public void Unreadable_input_is_refused(string text) => Assert.ThrowsAny<ArgumentException>(() => PostgresUrl.Parse(text));
}
