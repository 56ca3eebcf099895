using RetailGrains.Text;

namespace RetailGrains.Ledger;

/// <summary>
/// The form in which ids are recorded and compared. Every id that enters the system passes through here: JSON, streams, files, paths and
/// queries.
/// </summary>
public static class IdText
{
    /// <summary>Longer texts are rejected anyway, so they are not normalized.</summary>
    private const int MaxComposed = 8 * TransactionRules.MaxId;

    /// <summary>Returns the id in Unicode's normal form NFC, so that ids that look equal are equal.</summary>
    public static string Normal(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length > MaxComposed ? id : ComposedText.Of(id);
    }

    /// <summary>
    /// Returns the id in a field of a file. White space at either end is removed, because spreadsheets and exports pad fields.
    /// </summary>
    public static string OfField(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Normal(field.Trim());
    }
}
