using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures.Repair;

/// <summary>Detects damage in an entity's saved rows, using only these rows. Pure.</summary>
internal static class EntityDamage
{
    public const string RowMissing = "has no row although the ledger has entries of it below the checkpoint";
    public const string ImpossibleVersion = "has a row with an impossible version";
    public const string ImpossibleWatermarks = "has a row with impossible watermarks";
    public const string DaysDoNotAddUp = "has days that do not add up to its row";

    /// <summary>Returns what is wrong, in words that follow the entity's name; null when no damage is visible.</summary>
    /// <param name="saved">With all its days.</param>
    /// <param name="heads">By partition: the last sequence in the ledger, read after the rows.</param>
    public static string? Of(SavedEntity saved, long[] heads)
    {
        if (saved.Damage is not null) return saved.Damage;
        if (saved.Version < 1) return ImpossibleVersion;
        if (saved.Watermarks.Length != heads.Length || saved.Watermarks.Where((watermark,
            p) => watermark < 0 || watermark > heads[p]).Any())
            return ImpossibleWatermarks;
        return saved.Days.Aggregate(default(Totals), (sum, day) => sum + day.Totals) == saved.Totals ? null : DaysDoNotAddUp;
    }
}
