namespace RetailGrains.Silo.Clustering;

/// <summary>Whether this client has connected to the cluster since its start. Until then no call is possible.</summary>
internal sealed class ClusterConnection : ILifecycleParticipant<IClusterClientLifecycle>
{
    private volatile bool _isMade;

    public bool IsMade => _isMade;

    public void Participate(IClusterClientLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(ClusterConnection), ServiceLifecycleStage.Active, _ =>
        {
            _isMade = true;
            return Task.CompletedTask;
        });
}
