using RetailGrains.Text;

namespace RetailGrains.Ledger;

/// <summary>
/// The form in which ids are recorded and compared. Everything that comes in passes through here: JSON, streams, files, paths and queries.
/// </summary>
public static class IdText
{
    /// <summary>Longer texts are refused anyway, and not worth composing.</summary>
    private const int MaxComposed = 8 * TransactionRules.MaxId;

    /// <summary>The id in Unicode's form NFC: what looks the same is the same id.</summary>
    public static string Normal(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length > MaxComposed ? id : ComposedText.Of(id);
    }

    /// <summary>The id as a file gives it: spreadsheets and exports pad fields, so white space at either end is not part of it.</summary>
    public static string OfField(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Normal(field.Trim());
    }
}
