namespace RetailGrains.Ledger;

/// <summary>What an entry does to figures. The numbers are stored: never renumber them.</summary>
public enum EntryEffect : byte
{
    /// <summary>It adds its lines and counts as a transaction.</summary>
    Records = 0,

    /// <summary>It takes its lines back and counts as minus one transaction: the figures are as if what it annuls had never been.</summary>
    Annuls = 1,

    /// <summary>It takes its lines back, of a transaction whose count is already taken back.</summary>
    AnnulsRest = 2,
}

/// <summary>Marks an entry as a later revision of its transaction id.</summary>
/// <param name="Revision">From 2; the first recording is 1 and has no mark.</param>
/// <param name="Effect">What it does to figures.</param>
/// <param name="TakesBack">The revision that it takes back; null when it takes back none.</param>
[GenerateSerializer, Immutable, Alias("retail.RevisionMark")]
public sealed record RevisionMark(
    [property: Id(0)] int Revision, [property: Id(1)] EntryEffect Effect = EntryEffect.Records, [property: Id(2)] int? TakesBack = null);
