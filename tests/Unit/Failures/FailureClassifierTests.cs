using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.Runtime;
using RetailGrains.Failures;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Failures;

public sealed class FailureClassifierTests
{
    // Loads SQLite's native library, which provides the error texts. Every process that can receive such errors has loaded it.
    static FailureClassifierTests() => new SqliteConnection().Dispose();

    [Theory]
    [InlineData("22003", FailureKind.Refused)] // numeric value out of range
    [InlineData("22P05", FailureKind.Refused)] // character that cannot be stored
    [InlineData("23505", FailureKind.Refused)] // unique key
    [InlineData("23514", FailureKind.Refused)] // check
    [InlineData("08006", FailureKind.Transient)] // connection failure
    [InlineData("40001", FailureKind.Transient)] // serialization failure
    [InlineData("40P01", FailureKind.Transient)] // deadlock
    [InlineData("53300", FailureKind.Transient)] // too many connections
    [InlineData("53200", FailureKind.Transient)] // out of memory
    [InlineData("55P03", FailureKind.Transient)] // lock not available
    [InlineData("25P03", FailureKind.Transient)] // idle in a transaction for too long
    [InlineData("57P01", FailureKind.Transient)] // shutdown
    [InlineData("57P03", FailureKind.Transient)] // starting up
    [InlineData("57014", FailureKind.Transient)] // cancelled
    [InlineData("53100", FailureKind.Permanent)] // disk full
    [InlineData("25006", FailureKind.Permanent)] // read-only
    [InlineData("28P01", FailureKind.Permanent)] // wrong password
    [InlineData("28000", FailureKind.Permanent)] // not permitted to log in
    [InlineData("42501", FailureKind.Permanent)] // missing permission
    [InlineData("42P01", FailureKind.Permanent)] // missing table
    [InlineData("3D000", FailureKind.Permanent)] // missing database
    [InlineData("58030", FailureKind.Permanent)] // I/O error
    [InlineData("XX001", FailureKind.Permanent)] // data corrupted
    [InlineData("P0001", FailureKind.Permanent)] // raised by a trigger
    public void PostgreSQL_errors_are_classified_by_SQLSTATE(string state, FailureKind kind)
    {
        var failure = new PostgresException("words", "ERROR", "ERROR", state);
        Assert.Equal(kind, FailureClassifier.Classify(failure));
        Assert.Equal(kind, FailureClassifier.Classify(new AggregateException(new AggregateException(failure))));
        Assert.Equal($"{state} words", FailureClassifier.Describe(new AggregateException(failure)));
    }

    [Theory]
    [InlineData(19, 2067, FailureKind.Refused)] // unique key
    [InlineData(19, 275, FailureKind.Refused)] // check
    [InlineData(19, 1811, FailureKind.Permanent)] // aborted by a trigger
    [InlineData(20, 20, FailureKind.Refused)] // type mismatch
    [InlineData(18, 18, FailureKind.Refused)] // too big
    [InlineData(5, 5, FailureKind.Transient)] // busy
    [InlineData(5, 517, FailureKind.Transient)] // busy, old snapshot
    [InlineData(6, 6, FailureKind.Transient)] // locked
    [InlineData(13, 13, FailureKind.Permanent)] // full
    [InlineData(8, 8, FailureKind.Permanent)] // read-only
    [InlineData(10, 778, FailureKind.Permanent)] // I/O error while writing
    [InlineData(11, 11, FailureKind.Permanent)] // malformed
    [InlineData(14, 14, FailureKind.Permanent)] // cannot open
    [InlineData(26, 26, FailureKind.Permanent)] // not a database
    [InlineData(1, 1, FailureKind.Permanent)] // SQL error: missing table
    [InlineData(21, 21, FailureKind.Bug)] // misuse
    [InlineData(25, 25, FailureKind.Bug)] // parameter out of range
    public void SQLite_errors_are_classified_by_result_code(int code, int extended, FailureKind kind)
    {
        var failure = new SqliteException("words with Jane Doe", code, extended);
        Assert.Equal(kind, FailureClassifier.Classify(failure));
        Assert.StartsWith($"SQLite {extended} ", FailureClassifier.Describe(failure), StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", FailureClassifier.Describe(failure), StringComparison.Ordinal);
    }

    public static TheoryData<Exception, FailureKind> Types => new()
    {
        { new NpgsqlException("Failed to connect", new SocketException(111)), FailureKind.Transient },
        { new TimeoutException(), FailureKind.Transient },
        { new TaskCanceledException(), FailureKind.Transient },
        { new IOException(), FailureKind.Transient },
        { new SocketException(104), FailureKind.Transient },
        { new SiloUnavailableException(), FailureKind.Transient },
        { new LedgerRefusedException("taken", new SqliteException("", 19, 2067)), FailureKind.Refused },
        { new InvalidOperationException(), FailureKind.Bug },
        { new KeyNotFoundException(), FailureKind.Bug },
        { new ObjectDisposedException("x"), FailureKind.Bug },
        { new AggregateException(new TimeoutException(), new InvalidOperationException()), FailureKind.Bug },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Other_exceptions_are_classified_by_type(Exception failure, FailureKind kind)
    {
        Assert.Equal(kind, FailureClassifier.Classify(failure));
        Assert.Equal(kind is FailureKind.Transient or FailureKind.Permanent, FailureClassifier.IsUnavailable(failure));
        Assert.DoesNotContain('\n', FailureClassifier.Describe(failure));
    }
}
