using Npgsql;

namespace RetailGrains.Ledger.Membership;

/// <summary>
/// Tells the database whose each connection is, once this process is a silo. Who it is, it knows only after the pools were made.
/// </summary>
internal sealed class SessionTagging
{
    /// <summary>What the silo's identity follows in <c>application_name</c>.</summary>
    public const string ApplicationName = "RetailGrains ";

    private readonly List<NpgsqlDataSource> _sources = [];
    private volatile SiloIdentity? _silo;

    /// <summary>A pool whose connections say whose they are.</summary>
    public NpgsqlDataSource CreateSource(NpgsqlConnectionStringBuilder connection)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        builder.UsePhysicalConnectionInitializer(Introduce, IntroduceAsync);
        NpgsqlDataSource source = builder.Build();
        _sources.Add(source);
        return source;
    }

    public void TagWith(SiloIdentity silo)
    {
        _silo = silo;
        foreach (NpgsqlDataSource source in _sources) source.Clear(); // those that are open say nothing
    }

    private void Introduce(NpgsqlConnection connection)
    {
        if (_silo is null) return;
        using NpgsqlCommand command = Introduction(connection, _silo);
        command.ExecuteNonQuery();
    }

    private async Task IntroduceAsync(NpgsqlConnection connection)
    {
        if (_silo is null) return;
        await using NpgsqlCommand command = Introduction(connection, _silo);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Introduction(NpgsqlConnection connection, SiloIdentity silo) => new(
        "SELECT set_config('retail.silo', $1, false), set_config('application_name', left($2, 63), false)", connection)
    {
        Parameters = { new NpgsqlParameter { Value = silo.ToString() }, new NpgsqlParameter { Value = $"{ApplicationName}{silo}" } },
    };
}
