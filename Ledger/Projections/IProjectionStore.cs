using RetailGrains.Figures;

namespace RetailGrains.Ledger.Projections;

/// <summary>
/// The projection tables: the saved rows of entities, and each partition's checkpoint and share of the chain. Everything belongs to a
/// generation. One generation is served, and another may be under construction.
/// </summary>
public interface IProjectionStore
{
    /// <summary>Returns the served generation; 0 when there is none, because its row was deleted.</summary>
    Task<int> GenerationAsync(CancellationToken cancel);

    /// <summary>
    /// Returns the saved rows of those entities that have any, with the days of the range; without days when it is null. An entity whose
    /// rows are visibly wrong has a <see cref="SavedEntity.Damage"/>.
    /// </summary>
    Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel);

    /// <summary>
    /// Writes entities' rows, their watermarks and their changed days in one transaction. It writes an entity only if its state is based on
    /// the saved version, and the generation is served or under construction. Otherwise it writes nothing of the entity, whose state is
    /// that of a stale twin.
    /// </summary>
    /// <returns>For each entity, in order: whether it was written.</returns>
    Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel);

    /// <summary>
    /// Returns those entities that have no row although they have ledger entries at or below a checkpoint, which guarantees a row.
    /// </summary>
    Task<IReadOnlyList<string>> MissingAsync(int generation, EntityKind kind, IReadOnlyCollection<string> ids, CancellationToken cancel);

    /// <summary>
    /// Replaces an entity's row and all its days in one transaction, if the row still has the expected version; 0 means no row. An entity
    /// without transactions has no rows afterwards.
    /// </summary>
    /// <param name="generation">Must be served or under construction; otherwise the result is false.</param>
    /// <param name="entity">The whole entity: its changed days are all its days. Its base version is ignored.</param>
    /// <param name="expected">The version of the row to replace.</param>
    /// <param name="version">The version of the new row: no activation was ever based on it.</param>
    /// <param name="cancel">Cancels the write.</param>
    /// <returns>False when nothing was written.</returns>
    Task<bool> ReplaceAsync(int generation, EntitySnapshot entity, long expected, long version, CancellationToken cancel);

    /// <summary>Returns the partition's checkpoint and the share of the chain saved with it; zeros when there is none.</summary>
    Task<SavedShare> LoadShareAsync(int generation, int partition, CancellationToken cancel);

    /// <summary>
    /// Moves a checkpoint forward and saves the share of the chain up to there, in one transaction, if the saved watermarks of all required
    /// entities cover the new checkpoint.
    /// </summary>
    /// <param name="generation">Must be served or under construction.</param>
    /// <param name="share">The new checkpoint, absolute totals, and the days that changed (absolute).</param>
    /// <param name="from">The old checkpoint, on which the share is based: the saved checkpoint must lie between the two.</param>
    /// <param name="required">Entities with entries above the old checkpoint, each with its required watermark.</param>
    /// <param name="cancel">Cancels the write.</param>
    Task<CheckpointMove> MoveCheckpointAsync(
        int generation, SavedShare share, long from, IReadOnlyList<RequiredWatermark> required, CancellationToken cancel);

    /// <summary>
    /// Counts the entities of each kind that have rows, plus those of <paramref name="unsaved"/> that have none. Each counts once, in one
    /// snapshot. The result is in the order of <see cref="EntityKind"/>.
    /// </summary>
    Task<long[]> CountAsync(int generation, IReadOnlyCollection<EntityKey> unsaved, CancellationToken cancel);

    /// <summary>Returns a page of a list or ranking of the served generation.</summary>
    Task<EntityPage> ListAsync(EntityQuery query, CancellationToken cancel);

    /// <summary>Returns the ids of a whole list, in its current order.</summary>
    /// <param name="query">The list; its cursor and limit are ignored.</param>
    /// <param name="max">Maximum number of ids.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<string>> ListIdsAsync(EntityQuery query, int max, CancellationToken cancel);

    /// <summary>
    /// Returns the rows of entities, in the order of <paramref name="ids"/>, with all their figures or those in one currency; zeros for an
    /// entity without rows.
    /// </summary>
    Task<EntityPage> ListAsync(EntityKind kind, IReadOnlyList<string> ids, CurrencyFilter? currency, CancellationToken cancel);

    /// <summary>
    /// Returns the currencies of the served generation's figures, up to the checkpoints, by code; the unknown one is null. A currency
    /// of which everything is annulled is left out.
    /// </summary>
    Task<IReadOnlyList<string?>> CurrenciesAsync(CancellationToken cancel);

    /// <summary>Returns the version of the lists' data, which shows whether a list that was read before is still current.</summary>
    Task<ListVersion> ListVersionAsync(CancellationToken cancel);

    /// <summary>Creates a new, empty generation for construction, and drops an unfinished one.</summary>
    Task<int> BeginGenerationAsync(CancellationToken cancel);

    /// <summary>Serves a generation that was under construction, in one transaction. The next sweep deletes the previous one.</summary>
    Task ServeGenerationAsync(int generation, CancellationToken cancel);

    /// <summary>Deletes the rows of generations that are neither served nor under construction. No process reads them.</summary>
    Task SweepAsync(CancellationToken cancel);
}

/// <summary>Days from <paramref name="From"/> (inclusive) to <paramref name="To"/> (exclusive); null means no bound.</summary>
public sealed record DayRange(DateOnly? From, DateOnly? To)
{
    public static DayRange All { get; } = new(null, null);
}

/// <summary>A saved entity.</summary>
/// <param name="Id">The entity's id.</param>
/// <param name="Version">The number of its saves, from 1.</param>
/// <param name="Watermarks">By partition.</param>
/// <param name="Totals">Absolute totals.</param>
/// <param name="Name">The latest name from lines.</param>
/// <param name="Days">The requested days, ascending.</param>
public sealed record SavedEntity(
    string Id, long Version, long[] Watermarks, Totals Totals, LineName? Name, IReadOnlyList<DayTotals> Days)
{
    /// <summary>
    /// What is wrong with the rows; null when each can be read and no day lacks its entity's row. The figures of damaged rows are
    /// undefined.
    /// </summary>
    public string? Damage { get; init; }

    /// <summary>Creates an entity whose rows are unusable.</summary>
    public static SavedEntity Damaged(string id, long version, string damage) =>
        new(id, version, [], default, null, []) { Damage = damage };
}

/// <summary>An entity to save.</summary>
/// <param name="Key">The entity.</param>
/// <param name="BaseVersion">
/// The saved version that this state is based on; 0 when there was no row. The saved row gets the next version.
/// </param>
/// <param name="Watermarks">By partition.</param>
/// <param name="Totals">Absolute totals.</param>
/// <param name="Name">The latest name from lines.</param>
/// <param name="ChangedDays">Absolute figures of the days changed since the last save.</param>
public sealed record EntitySnapshot(
    EntityKey Key, long BaseVersion, long[] Watermarks, Totals Totals, LineName? Name, IReadOnlyList<DayTotals> ChangedDays);

/// <summary>A partition's checkpoint, with its share of the chain there.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Checkpoint">All its entities have saved what they applied up to here.</param>
/// <param name="Totals">Totals of the entries up to the checkpoint.</param>
/// <param name="Guest">Totals of the entries without a customer.</param>
/// <param name="Days">By business date: all days when loaded, the changed ones when saved.</param>
public sealed record SavedShare(int Partition, long Checkpoint, Totals Totals, Totals Guest, IReadOnlyList<DayTotals> Days);

/// <summary>The result of a move of a checkpoint.</summary>
public enum CheckpointMove
{
    /// <summary>An entity has not saved what the checkpoint would cover; nothing is written.</summary>
    Uncovered,

    /// <summary>The checkpoint is moved.</summary>
    Moved,

    /// <summary>
    /// This partition's activation does not know the saved checkpoint, or the generation was dropped; nothing is written.
    /// </summary>
    Superseded,
}

/// <summary>An entity and the last sequence of a partition, up to a new checkpoint, that concerns it.</summary>
public readonly record struct RequiredWatermark(EntityKey Entity, long Sequence);

/// <summary>
/// The minimum content of every list. A list that was read after this version, while this version is current, includes everything that a
/// caller has waited for. (Rows are saved shortly before their checkpoint moves; the list may lack those.)
/// </summary>
/// <param name="Generation">Generation of the projections.</param>
/// <param name="Checkpoints">The sum of all partitions' checkpoints; no checkpoint moves back.</param>
/// <param name="Catalogue">The number of changes to the catalogue.</param>
public readonly record struct ListVersion(int Generation, long Checkpoints, long Catalogue);

/// <summary>The sort key of a list.</summary>
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

    /// <summary>By discounts.</summary>
    Discounts,

    /// <summary>By tax.</summary>
    Tax,

    /// <summary>By net revenue without the taxes that it includes.</summary>
    NetRevenueExTax,
}

/// <summary>Narrows figures to one currency.</summary>
/// <param name="Code">The currency.</param>
/// <param name="WithUnknown">Figures whose currency is not known belong to it.</param>
public sealed record CurrencyFilter(string Code, bool WithUnknown)
{
    /// <summary>The names of the parts that belong to the currency.</summary>
    internal string[] Parts => WithUnknown ? [Code, CurrencyParts.Unknown] : [Code];
}

/// <summary>A query for a list of all entities that a transaction or the catalogue names.</summary>
/// <param name="Kind">The kind of entities.</param>
/// <param name="Sort">The sort key; ties are sorted by id ascending, ordinal.</param>
/// <param name="Descending">Sort descending.</param>
/// <param name="Prefix">Only entities whose name or id starts with this, ignoring case; null for all.</param>
/// <param name="After">The last row of the previous page.</param>
/// <param name="Limit">Maximum number of rows.</param>
/// <param name="Currency">Only entities that have figures in this currency, with these figures; null for all.</param>
public sealed record EntityQuery(
    EntityKind Kind, EntitySort Sort, bool Descending, string? Prefix, EntityCursor? After, int Limit, CurrencyFilter? Currency = null)
{
    /// <summary>The list is sorted by an amount.</summary>
    public bool IsByAmount => Sort is EntitySort.NetRevenue or EntitySort.GrossSales or EntitySort.Reductions
        or EntitySort.Discounts or EntitySort.Tax or EntitySort.NetRevenueExTax;
}

/// <summary>A keyset cursor in a sorted list.</summary>
/// <param name="Value">The value of the sort key; 0 when sorted by id.</param>
/// <param name="Id">The id.</param>
public sealed record EntityCursor(decimal Value, string Id);

/// <summary>A page and its time.</summary>
/// <param name="AsOf">UTC, by the database's clock: the page has the figures saved by then.</param>
/// <param name="Items">The rows, at most the limit.</param>
/// <param name="More">There is at least one more row after the page.</param>
public sealed record EntityPage(DateTime AsOf, IReadOnlyList<EntityRow> Items, bool More)
{
    /// <summary>Returns the page with only its first rows.</summary>
    public EntityPage Cut(int count) => this with { Items = [.. Items.Take(count)], More = true };
}

/// <summary>A row of a list. The catalogue's fields of other kinds are null.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The catalogue's name; if there is none, the latest line's.</param>
/// <param name="Totals">The figures; zeros for an entity that only the catalogue names.</param>
/// <param name="TimeZone">For stores.</param>
/// <param name="Country">For stores and customers.</param>
/// <param name="Currency">For stores.</param>
/// <param name="Category">For products.</param>
/// <param name="Price">For products.</param>
public sealed record EntityRow(
    string Id, string? Name, Totals Totals, string? TimeZone, string? Country, string? Currency, string? Category, decimal? Price);
