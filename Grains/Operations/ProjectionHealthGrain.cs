using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using RetailGrains.Figures;

namespace RetailGrains.Operations;

/// <summary>
/// Collects the damage that silos report. It logs the first damage immediately; it counts further damage and logs it together. Reentrant:
/// each call changes the fields in one turn.
/// </summary>
[Reentrant]
internal sealed partial class ProjectionHealthGrain(ILogger<ProjectionHealthGrain> logger) : Grain, IProjectionHealthGrain
{
    /// <summary>Above this number the whole generation is rebuilt, which reads the ledger once for all of them.</summary>
    public const int MaxEntities = 100;

    private const int MaxNamed = 20;

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(20);

    private readonly Dictionary<EntityKey, string> _damaged = [];
    private readonly HashSet<EntityKey> _ofGeneration = [];
    private IGrainTimer? _timer;
    private string? _rebuilding;
    private int _generation;
    private int _rebuiltGeneration;
    private int _unlogged;
    private int _repaired;
    private int _ticks;
    private bool _quiet;

    public ValueTask<ProjectionHealth> StatusAsync()
    {
        IEnumerable<string> sentences = _damaged.Take(MaxNamed).Select(one => $"projection of {NameOf(one.Key)} is damaged: being rebuilt");
        if (_rebuilding is not null) sentences = sentences.Prepend($"projections are damaged ({_rebuilding}): being rebuilt");
        return ValueTask.FromResult(new ProjectionHealth([.. sentences], _damaged.Count));
    }

    public async ValueTask DamagedAsync(int generation, EntityKey entity, string damage)
    {
        if (generation < _generation) return;
        if (generation > _generation) Begin(generation);
        _damaged[entity] = damage;
        if (_ofGeneration.Count <= MaxEntities) _ofGeneration.Add(entity);
        Log(entity, damage);
        if (_ofGeneration.Count <= MaxEntities || _rebuiltGeneration == generation) return;
        _rebuiltGeneration = generation;
        await RebuildAsync($"more than {MaxEntities} stores, products or customers");
    }

    public ValueTask RepairedAsync(EntityKey entity)
    {
        if (_damaged.Remove(entity)) _repaired++;
        return ValueTask.CompletedTask;
    }

    public async ValueTask RebuildAsync(string damage)
    {
        RebuildStatus status = await GrainFactory.GetGrain<IRebuildGrain>(0).HealAsync();
        if (_rebuilding is null) LogRebuild(logger, damage, status.Generation);
        _rebuilding = damage;
        Watch();
    }

    /// <summary>Forgets the damage of an older generation.</summary>
    private void Begin(int generation)
    {
        _generation = generation;
        _damaged.Clear();
        _ofGeneration.Clear();
    }

    private void Log(EntityKey entity, string damage)
    {
        if (_quiet) _unlogged++;
        else LogDamaged(logger, NameOf(entity), damage);
        _quiet = true;
        Watch();
    }

    private void Watch() => _timer ??= this.RegisterGrainTimer(
        static (grain, _) => grain.TickAsync(), this,
        new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) { Interleave = true });

    private async Task TickAsync()
    {
        RebuildStatus rebuild = await GrainFactory.GetGrain<IRebuildGrain>(0).StatusAsync();
        if (!rebuild.Running) _rebuilding = null;
        if (rebuild.Generation > _generation) Begin(rebuild.Generation);
        if (++_ticks * TimeSpan.FromSeconds(1) < LogInterval && _damaged.Count > 0) return;
        if (_unlogged > 0) LogMore(logger, _unlogged);
        if (_repaired > 0) LogRepaired(logger, _repaired, _damaged.Count);
        (_unlogged, _repaired, _ticks) = (0, 0, 0);
        if (_damaged.Count > 0 || _rebuilding is not null) return;
        _quiet = false;
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>Customers are not named, because anyone may read this.</summary>
    private static string NameOf(EntityKey entity) =>
        entity.Kind == EntityKind.Customer ? "a customer" : $"{EntityKindNames.Of(entity.Kind)} {entity.Id}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The projection of {Entity} {Damage}; repairing it from the ledger")]
    private static partial void LogDamaged(ILogger logger, string entity, string damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more projections are damaged; repairing them from the ledger")]
    private static partial void LogMore(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} damaged projections were repaired from the ledger; {Left} remain")]
    private static partial void LogRepaired(ILogger logger, int count, int left);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The projections are damaged ({Damage}); generation {Generation} is replaced by one that is rebuilt from the ledger")]
    private static partial void LogRebuild(ILogger logger, string damage, int generation);
}
