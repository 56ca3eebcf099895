namespace RetailGrains.Ledger.Membership;

/// <summary>The database's view of the cluster's silos, read without Orleans.</summary>
public interface ISiloRegister
{
    /// <summary>
    /// From now on, tags this process's connections with the silo's identity: the ledger refuses writes of a silo that was declared dead.
    /// </summary>
    /// <param name="silo">See <see cref="SiloIdentity"/>.</param>
    void TagWith(SiloIdentity silo);

    /// <summary>
    /// Returns whether the silo is a member that no other silo has declared dead. It also closes the connections of dead silos: one that
    /// was paused in the middle of a commit would block the silo that takes over.
    /// </summary>
    Task<bool> IsMemberAsync(string clusterId, SiloIdentity silo, CancellationToken cancel);
}

/// <summary>One run of a silo.</summary>
/// <param name="Address">The silo's IP address.</param>
/// <param name="Port">The silo's port for other silos.</param>
/// <param name="Generation">The start time of the silo: after a restart it is another silo.</param>
public sealed record SiloIdentity(string Address, int Port, int Generation)
{
    /// <summary>As the database writes it: <c>10.0.0.7:11111@154574706</c>.</summary>
    public override string ToString() => $"{Address}:{Port}@{Generation}";
}
