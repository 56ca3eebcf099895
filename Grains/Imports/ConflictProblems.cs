using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>Lists how a file's receipt differs from the ledger entry with the same id. Pure.</summary>
internal static class ConflictProblems
{
    /// <summary>By the last part of a field's path: the column of a file.</summary>
    private static readonly Dictionary<string, CsvColumn> Columns = new(StringComparer.Ordinal)
    {
        ["storeId"] = CsvColumn.Country,
        ["customerId"] = CsvColumn.Customer,
        ["occurredAt"] = CsvColumn.Date,
        ["currency"] = CsvColumn.Currency,
        ["register"] = CsvColumn.Register,
        ["cashier"] = CsvColumn.Cashier,
        ["note"] = CsvColumn.Note,
        ["originalTransactionId"] = CsvColumn.Original,
        ["taxIncluded"] = CsvColumn.TaxIncluded,
        ["payments"] = CsvColumn.Payments,
        ["productId"] = CsvColumn.Product,
        ["description"] = CsvColumn.Description,
        ["quantity"] = CsvColumn.Quantity,
        ["unitPrice"] = CsvColumn.Price,
        ["discount"] = CsvColumn.Discount,
        ["amount"] = CsvColumn.Amount,
        ["tax"] = CsvColumn.Tax,
        ["taxRate"] = CsvColumn.TaxRate,
    };

    /// <summary>Returns at least one problem, by row.</summary>
    public static IEnumerable<ImportProblem> Of(LedgerEntry entry, ImportedReceipt receipt, ImportSurvey survey)
    {
        Difference[] all = [.. DifferencesOf(entry, receipt, survey)];
        var ordinals = new Dictionary<long, int>();
        return all.Take(ContentDifferences.MaxShown).Select((difference, i) =>
        {
            int ordinal = ordinals.GetValueOrDefault(difference.FileLine);
            ordinals[difference.FileLine] = ordinal + 1;
            bool last = i + 1 == ContentDifferences.MaxShown && all.Length > ContentDifferences.MaxShown;
            string reason = last ? $"{difference.Reason} ({all.Length - ContentDifferences.MaxShown} more differences)" : difference.Reason;
            return new ImportProblem(
                difference.FileLine,
                ordinal,
                ImportProblemKind.Conflict,
                receipt.Transaction.TransactionId,
                difference.Field,
                reason,
                difference.Recorded,
                difference.Sent);
        });
    }

    private static IEnumerable<Difference> DifferencesOf(LedgerEntry entry, ImportedReceipt receipt, ImportSurvey survey)
    {
        long first = receipt.FileLines[0];
        // A sender that is bound to stores must not learn what another store has recorded.
        if (!survey.Scope.Allows(entry.StoreId))
            return [new Difference(first, survey.Header.NameOf(CsvColumn.Invoice), ContentDifferences.OfAnotherStore, null, null)];
        ContentDifference[] found = [.. ContentDifferences.Of(entry, receipt.Transaction, entry.Currency)];
        // A receipt without a currency has the store's, which is not known here.
        if (found.Length == 0) found = [.. ContentDifferences.Of(entry, receipt.Transaction, currency: null)];
        return found.Length == 0
            ? [new Difference(first, string.Empty, ContentDifferences.Unnamed, null, null)]
            : found.Select(one => Of(one, receipt, survey.Header));
    }

    private static Difference Of(ContentDifference difference, ImportedReceipt receipt, CsvHeader header) => new(
        receipt.FileLines[difference.Line ?? 0], FieldOf(difference, header), ReasonOf(difference), difference.Recorded, difference.Sent);

    private static string FieldOf(ContentDifference difference, CsvHeader header)
    {
        // Rows are no column, and a file without a column for the kind gives it by the receipt's number.
        if (difference.Field == "lines") return string.Empty;
        if (difference.Field == "kind") return header.NameOf(header.Has(CsvColumn.Kind) ? CsvColumn.Kind : CsvColumn.Invoice);
        string field = difference.Line is null ? difference.Field.Split('[')[0] : difference.Field;
        return header.NameOf(Columns[field]);
    }

    private static string ReasonOf(ContentDifference difference) => (difference.Kind, difference.Field) switch
    {
        (DifferenceKind.Order, _) => "the same rows are recorded in another order",
        (DifferenceKind.Count, "lines") => "another number of rows is recorded",
        (DifferenceKind.Count, _) => "another number is recorded",
        (_, "kind") => "another kind is recorded",
        _ => "another value is recorded",
    };

    private sealed record Difference(long FileLine, string Field, string Reason, string? Recorded, string? Sent);
}
