using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>An open connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a session and registers the functions that the platform's SQL needs in addition to SQLite's own.</summary>
    /// <param name="connectionString">The connection string of the file.</param>
    /// <param name="pragmas">Settings of the connection.</param>
    public static SqliteSession Open(string connectionString, string pragmas)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            SqliteFunctions.Register(connection);
            var session = new SqliteSession(connection);
            session.ExecuteScript(pragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs one statement; returns the number of changed rows. Statements stay prepared, so there must be few different texts.
    /// </summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs one statement; returns all rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var rows = new List<T>();
        ForEach(sql, row => rows.Add(map(row)), values);
        return rows;
    }

    /// <summary>Runs one statement and calls a delegate with each row as it is read.</summary>
    public void ForEach(string sql, Action<SqliteDataReader> look, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteDataReader reader = Bind(sql, values).ExecuteReader();
        while (reader.Read()) look(reader);
    }

    /// <summary>Runs one statement and calls a delegate with each row as it is read, until the delegate returns false.</summary>
    public void ForEachWhile(string sql, Func<SqliteDataReader, bool> look, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteDataReader reader = Bind(sql, values).ExecuteReader();
        while (reader.Read() && look(reader))
        {
        }
    }

    /// <summary>Interrupts the running statement, from any thread; it fails as interrupted.</summary>
    public void Interrupt() => sqlite3_interrupt(_connection.Handle);

    /// <summary>Runs one statement; returns its first value, which must be a whole number.</summary>
    public long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => (long)Bind(sql, values).ExecuteScalar()!;

    /// <summary>Runs several statements without preparing them.</summary>
    public void ExecuteScript(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Rolls back the transaction, unless SQLite has already done so, as it does after some errors.</summary>
    public void RollBack()
    {
        if (sqlite3_get_autocommit(_connection.Handle) == 0) Execute("ROLLBACK");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command)) _prepared.Add(sql, command = Prepare(sql, values));
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, _) in values) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
