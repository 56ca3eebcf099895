using RetailGrains.Figures;

namespace RetailGrains.Ledger.Projections;

/// <summary>
/// The projection tables: what is kept of entities besides the ledger, and of each partition its checkpoint and its share of the chain.
/// Everything belongs to a generation; one generation is served, and another may be under construction beside it.
/// </summary>
public interface IProjectionStore
{
    /// <summary>The generation that is served; 0 when there is none, because its row was deleted.</summary>
    Task<int> GenerationAsync(CancellationToken cancel);

    /// <summary>
    /// The saved rows of those entities that have any. Their days only within the range; no days when it is null. One whose rows can't be
    /// right by themselves comes with its <see cref="SavedEntity.Damage"/>.
    /// </summary>
    Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel);

    /// <summary>
    /// Writes entities' rows, their watermarks and their changed days in one transaction. An entity is written only when its saved version
    /// is still the one its state grew from, and the generation is served or under construction; else nothing of it is written, and its
    /// state is that of a stale twin.
    /// </summary>
    /// <returns>By entity, in order: written or stale.</returns>
    Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel);

    /// <summary>
    /// Those of the entities that have no row although the ledger has entries of theirs at or below a checkpoint, which vouches for a row.
    /// </summary>
    Task<IReadOnlyList<string>> MissingAsync(int generation, EntityKind kind, IReadOnlyCollection<string> ids, CancellationToken cancel);

    /// <summary>
    /// Replaces an entity's row and all its days in one transaction, provided that the row's version is still the one that is given; 0
    /// stands for no row. One without transactions has no rows afterwards.
    /// </summary>
    /// <param name="generation">Must be served or under construction, else false.</param>
    /// <param name="entity">All of it: its changed days are all its days. Its base version is of no meaning.</param>
    /// <param name="expected">The version of the row to be replaced.</param>
    /// <param name="version">The version of the new row: one that no activation ever grew from.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>False when nothing was written.</returns>
    Task<bool> ReplaceAsync(int generation, EntitySnapshot entity, long expected, long version, CancellationToken cancel);

    /// <summary>The partition's checkpoint and its share of the chain as saved with it; zeroes when there is none.</summary>
    Task<SavedShare> LoadShareAsync(int generation, int partition, CancellationToken cancel);

    /// <summary>
    /// Moves a checkpoint forward and saves the share of the chain up to there, in one transaction, provided that every entity that the
    /// entries up to there touched has saved rows whose watermark covers it.
    /// </summary>
    /// <param name="generation">Must be served or under construction.</param>
    /// <param name="share">The new checkpoint, absolute totals, and the days that changed (absolute).</param>
    /// <param name="from">The old checkpoint, which the share grew from: what is saved must lie between the two.</param>
    /// <param name="touched">Entities touched above the old checkpoint, each with the last sequence that must be covered.</param>
    /// <param name="cancel">Cancels.</param>
    Task<CheckpointMove> MoveCheckpointAsync(
        int generation, SavedShare share, long from, IReadOnlyList<RequiredWatermark> touched, CancellationToken cancel);

    /// <summary>
    /// How many entities of each kind have rows, together with those of <paramref name="unsaved"/> that have none; each once, all of one
    /// snapshot. In the order of <see cref="EntityKind"/>.
    /// </summary>
    Task<long[]> CountAsync(int generation, IReadOnlyCollection<EntityKey> unsaved, CancellationToken cancel);

    /// <summary>A page of a list or ranking, of the generation that is served.</summary>
    Task<EntityPage> ListAsync(EntityQuery query, CancellationToken cancel);

    /// <summary>The ids of a whole list, in the order that it has at present.</summary>
    /// <param name="query">Which list; its place and limit are of no matter.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<string>> ListIdsAsync(EntityQuery query, int max, CancellationToken cancel);

    /// <summary>The rows of entities, in the order of their ids here; zeroes for one that has none.</summary>
    Task<EntityPage> ListAsync(EntityKind kind, IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>What lists are made of, told so that a list that was read before can be told to hold still.</summary>
    Task<ListVersion> ListVersionAsync(CancellationToken cancel);

    /// <summary>Lays out a new, empty generation to be built, dropping one that was left unfinished.</summary>
    Task<int> BeginGenerationAsync(CancellationToken cancel);

    /// <summary>Serves a generation that was under construction, in one transaction; the one before is left to the next sweep.</summary>
    Task ServeGenerationAsync(int generation, CancellationToken cancel);

    /// <summary>Deletes the rows of generations that are neither served nor under construction. Nobody reads them.</summary>
    Task SweepAsync(CancellationToken cancel);
}

/// <summary>Days from <paramref name="From"/> to before <paramref name="To"/>; null is open.</summary>
public sealed record DayRange(DateOnly? From, DateOnly? To)
{
    /// <summary>Every day.</summary>
    public static DayRange All { get; } = new(null, null);
}

/// <summary>An entity as it is saved.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Counts its saves, from 1.</param>
/// <param name="Watermarks">By partition.</param>
/// <param name="Totals">Absolute.</param>
/// <param name="Name">Latest name from lines.</param>
/// <param name="Days">Those asked for, ascending.</param>
public sealed record SavedEntity(
    string Id, long Version, long[] Watermarks, Totals Totals, LineName? Name, IReadOnlyList<DayTotals> Days)
{
    /// <summary>What is wrong with the rows; null when each can be read and days have their entity's row. Figures then mean nothing.</summary>
    public string? Damage { get; init; }

    /// <summary>An entity whose rows are of no use.</summary>
    public static SavedEntity Damaged(string id, long version, string damage) => new(id, version, [], default, null, []) { Damage = damage };
}

/// <summary>An entity to be saved.</summary>
/// <param name="Key">Which.</param>
/// <param name="BaseVersion">The saved version that this state grew from; 0 when it had no row. The row then has the next.</param>
/// <param name="Watermarks">By partition.</param>
/// <param name="Totals">Absolute.</param>
/// <param name="Name">Latest name from lines.</param>
/// <param name="ChangedDays">Absolute figures of the days changed since the last save.</param>
public sealed record EntitySnapshot(
    EntityKey Key, long BaseVersion, long[] Watermarks, Totals Totals, LineName? Name, IReadOnlyList<DayTotals> ChangedDays);

/// <summary>A partition's checkpoint with its share of the chain at it.</summary>
/// <param name="Partition">Which.</param>
/// <param name="Checkpoint">All its entities have saved what they took in up to here.</param>
/// <param name="Totals">Over the entries up to the checkpoint.</param>
/// <param name="Guest">Over those without a customer.</param>
/// <param name="Days">By business date: all when loaded, those that changed when saved.</param>
public sealed record SavedShare(int Partition, long Checkpoint, Totals Totals, Totals Guest, IReadOnlyList<DayTotals> Days);

/// <summary>What became of a checkpoint that was to be moved.</summary>
public enum CheckpointMove
{
    /// <summary>An entity has not saved yet what the checkpoint would cover; nothing is written.</summary>
    Uncovered,

    /// <summary>It is where it was to be.</summary>
    Moved,

    /// <summary>
    /// The saved checkpoint is not one that this partition's activation knows, or the generation was dropped; nothing is written.
    /// </summary>
    Superseded,
}

/// <summary>An entity and the last of a partition's sequences, up to a checkpoint to be, that concerns it.</summary>
public readonly record struct RequiredWatermark(EntityKey Entity, long Sequence);

/// <summary>
/// What every list shows at least: a list that was read after this version was, and while it is still the current one, lacks nothing that
/// anybody has waited for. (Rows are saved a little before the checkpoints say so: it may lack those.)
/// </summary>
/// <param name="Generation">Of the projections.</param>
/// <param name="Checkpoints">Of all partitions, added up; none ever goes back.</param>
/// <param name="Catalogue">Counts the catalogue's changes.</param>
public readonly record struct ListVersion(int Generation, long Checkpoints, long Catalogue);

/// <summary>What a list is sorted by.</summary>
public enum EntitySort
{
    /// <summary>By id, ordinal.</summary>
    Id,

    /// <summary>By net revenue.</summary>
    NetRevenue,

    /// <summary>By gross sales.</summary>
    GrossSales,

    /// <summary>By reductions.</summary>
    Reductions,

    /// <summary>By units.</summary>
    Units,

    /// <summary>By lines.</summary>
    Lines,

    /// <summary>By transactions.</summary>
    Transactions,

    /// <summary>By returns.</summary>
    Returns,
}

/// <summary>What to list: everything that a transaction or the catalogue names.</summary>
/// <param name="Kind">Stores, products or customers.</param>
/// <param name="Sort">By what; ties by id ascending, ordinal.</param>
/// <param name="Descending">From the highest down.</param>
/// <param name="Prefix">Only those whose name, or id, begins with this, upper and lower case alike; null for all.</param>
/// <param name="After">The last row of the page before.</param>
/// <param name="Limit">At most so many.</param>
public sealed record EntityQuery(EntityKind Kind, EntitySort Sort, bool Descending, string? Prefix, EntityCursor? After, int Limit);

/// <summary>A place in a sorted list.</summary>
/// <param name="Value">The figure sorted by; 0 when sorted by id.</param>
/// <param name="Id">The id.</param>
public sealed record EntityCursor(decimal Value, string Id);

/// <summary>A page and when it holds.</summary>
/// <param name="AsOf">UTC, by the database's clock: the figures are those saved by then.</param>
/// <param name="Items">The rows, at most the limit.</param>
/// <param name="More">There is at least one more row after them.</param>
public sealed record EntityPage(DateTime AsOf, IReadOnlyList<EntityRow> Items, bool More)
{
    /// <summary>The page with only its first rows.</summary>
    public EntityPage Cut(int count) => this with { Items = [.. Items.Take(count)], More = true };
}

/// <summary>A row of a list. The catalogue's fields are those of its kind; others are null.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The catalogue's name, or else the latest line's.</param>
/// <param name="Totals">Figures; zeroes for what only the catalogue names.</param>
/// <param name="TimeZone">Stores.</param>
/// <param name="Country">Stores and customers.</param>
/// <param name="Currency">Stores.</param>
/// <param name="Category">Products.</param>
/// <param name="Price">Products.</param>
public sealed record EntityRow(
    string Id, string? Name, Totals Totals, string? TimeZone, string? Country, string? Currency, string? Category, decimal? Price);
