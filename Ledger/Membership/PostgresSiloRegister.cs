using Npgsql;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Membership;

/// <param name="sessions">Tags this process's connections with its silo.</param>
/// <param name="source">A pool that the load does not use: membership must not wait behind it.</param>
internal sealed class PostgresSiloRegister(SessionTagging sessions, NpgsqlDataSource source) : ISiloRegister
{
    private const string IsMember =
        """
        SELECT EXISTS (
            SELECT FROM OrleansMembershipTable
            WHERE DeploymentId = $1 AND Address = $2 AND Port = $3 AND Generation = $4 AND Status <> 6)
        """;

    private const string CloseConnectionsOfTheDead =
        $"""
        SELECT pg_terminate_backend(a.pid)
        FROM pg_stat_activity a
        JOIN OrleansMembershipTable m
            ON a.application_name = left('{SessionTagging.ApplicationName}' || silo_identity(m.Address, m.Port, m.Generation), 63)
        WHERE m.DeploymentId = $1 AND m.Status = 6 AND a.datname = current_database() AND a.usename = current_user
            AND a.pid <> pg_backend_pid()
        """;

    public void TagWith(SiloIdentity silo) => sessions.TagWith(silo);

    public async Task<bool> IsMemberAsync(string clusterId, SiloIdentity silo, CancellationToken cancel)
    {
        await using NpgsqlBatch batch = source.CreateBatch();
        var ask = new NpgsqlBatchCommand(IsMember);
        ask.Parameters.AddText(clusterId);
        ask.Parameters.AddText(silo.Address);
        ask.Parameters.AddInteger(silo.Port);
        ask.Parameters.AddInteger(silo.Generation);
        var close = new NpgsqlBatchCommand(CloseConnectionsOfTheDead);
        close.Parameters.AddText(clusterId);
        batch.BatchCommands.Add(ask);
        batch.BatchCommands.Add(close);
        return (bool)(await batch.ExecuteScalarAsync(cancel))!;
    }
}
