namespace RetailGrains.Ledger.Membership;

/// <summary>What the database knows of the cluster's silos, asked from outside of Orleans.</summary>
public interface ISiloRegister
{
    /// <summary>
    /// From now on this process's connections say that they are a silo's: the ledger takes nothing from one that was declared dead.
    /// </summary>
    /// <param name="silo">See <see cref="SiloIdentity"/>.</param>
    void TagWith(SiloIdentity silo);

    /// <summary>
    /// Whether the silo is a member that nobody has declared dead. Also closes the connections of silos that were: one that was stopped in
    /// the middle of a commit would hold up whoever took over.
    /// </summary>
    Task<bool> IsMemberAsync(string clusterId, SiloIdentity silo, CancellationToken cancel);
}

/// <summary>One run of a silo.</summary>
/// <param name="Address">Its IP address.</param>
/// <param name="Port">Its port for other silos.</param>
/// <param name="Generation">When it started: it is another silo after a restart.</param>
public sealed record SiloIdentity(string Address, int Port, int Generation)
{
    /// <summary>As the database writes it: <c>10.0.0.7:11111@154574706</c>.</summary>
    public override string ToString() => $"{Address}:{Port}@{Generation}";
}
