using Npgsql;

namespace RetailGrains.Ledger.Membership;

/// <summary>
/// Tags each connection with the silo's identity, once this process is a silo. The process learns its identity only after the pools are
/// created.
/// </summary>
internal sealed class SessionTagging
{
    /// <summary>The prefix of the silo's identity in <c>application_name</c>.</summary>
    public const string ApplicationName = "RetailGrains ";

    private readonly List<NpgsqlDataSource> _sources = [];
    private volatile SiloIdentity? _silo;

    /// <summary>Creates a pool whose connections carry the silo's identity.</summary>
    /// <param name="connection">How to connect.</param>
    /// <param name="name">The pool's name in metrics; without it Npgsql shows the connection string.</param>
    public NpgsqlDataSource CreateSource(NpgsqlConnectionStringBuilder connection, string name)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name };
        builder.UsePhysicalConnectionInitializer(Tag, TagAsync);
        NpgsqlDataSource source = builder.Build();
        _sources.Add(source);
        return source;
    }

    public void TagWith(SiloIdentity silo)
    {
        _silo = silo;
        foreach (NpgsqlDataSource source in _sources) source.Clear(); // connections that are already open carry no identity
    }

    private void Tag(NpgsqlConnection connection)
    {
        if (_silo is null) return;
        using NpgsqlCommand command = TagCommand(connection, _silo);
        command.ExecuteNonQuery();
    }

    private async Task TagAsync(NpgsqlConnection connection)
    {
        if (_silo is null) return;
        await using NpgsqlCommand command = TagCommand(connection, _silo);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand TagCommand(NpgsqlConnection connection, SiloIdentity silo) => new(
        "SELECT set_config('retail.silo', $1, false), set_config('application_name', left($2, 63), false)", connection)
    {
        Parameters = { new NpgsqlParameter { Value = silo.ToString() }, new NpgsqlParameter { Value = $"{ApplicationName}{silo}" } },
    };
}
