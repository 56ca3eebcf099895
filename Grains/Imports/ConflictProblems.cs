using System.Globalization;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>Lists how a file's receipt differs from the ledger entry with the same id. Pure.</summary>
internal static class ConflictProblems
{
    /// <summary>More differences do not help the reader.</summary>
    public const int MaxOfReceipt = 20;

    /// <summary>Returns at least one problem, by row.</summary>
    public static IEnumerable<ImportProblem> Of(LedgerEntry entry, ImportedReceipt receipt, ImportSurvey survey)
    {
        // A sender that is bound to stores must not learn what another store has recorded.
        Difference[] all = survey.Scope.Allows(entry.StoreId)
            ? [.. Differences(entry, receipt, survey.Header)]
            : [new Difference(receipt.FileLines[0], survey.Header.NameOf(CsvColumn.Invoice), "is recorded for another store", null, null)];
        if (all.Length == 0) all = [new Difference(receipt.FileLines[0], string.Empty, "differs from what is recorded", null, null)];
        var ordinals = new Dictionary<long, int>();
        return all.Take(MaxOfReceipt).Select((difference, i) =>
        {
            int ordinal = ordinals.GetValueOrDefault(difference.FileLine);
            ordinals[difference.FileLine] = ordinal + 1;
            bool last = i + 1 == MaxOfReceipt && all.Length > MaxOfReceipt;
            string reason = last ? $"{difference.Reason} ({all.Length - MaxOfReceipt} more differences)" : difference.Reason;
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

    private static IEnumerable<Difference> Differences(LedgerEntry entry, ImportedReceipt receipt, CsvHeader header)
    {
        SaleTransaction sent = receipt.Transaction;
        long first = receipt.FileLines[0];
        if (entry.StoreId != sent.StoreId) yield return Other(first, CsvColumn.Country, entry.StoreId, sent.StoreId);
        if (entry.CustomerId != sent.CustomerId) yield return Other(first, CsvColumn.Customer, entry.CustomerId, sent.CustomerId);
        if (!SameTime(entry, sent.Time)) yield return Other(first, CsvColumn.Date, Text(entry.OccurredAt), Text(sent.Time));
        if (entry.Kind != sent.Kind)
            yield return new Difference(
                first, header.NameOf(CsvColumn.Invoice), "another kind is recorded", Text(entry.Kind), Text(sent.Kind));
        SaleLine[] recorded = Array.ConvertAll(entry.Lines, WithoutEmpty);
        if (recorded.Length != sent.Lines.Length)
        {
            yield return new Difference(
                first, string.Empty, "another number of rows is recorded", Text(recorded.Length), Text(sent.Lines.Length));
        }
        else if (!recorded.SequenceEqual(sent.Lines) && InOrder(recorded).SequenceEqual(InOrder(sent.Lines)))
        {
            yield return new Difference(first, string.Empty, "the same rows are recorded in another order", null, null);
            yield break;
        }

        for (int i = 0; i < Math.Min(recorded.Length, sent.Lines.Length); i++)
        {
            foreach (Difference difference in OfLine(receipt.FileLines[i], recorded[i], sent.Lines[i])) yield return difference;
        }

        IEnumerable<Difference> OfLine(long fileLine, SaleLine old, SaleLine line)
        {
            if (old.ProductId != line.ProductId) yield return Other(fileLine, CsvColumn.Product, old.ProductId, line.ProductId);
            if (old.Description != line.Description) yield return Other(fileLine, CsvColumn.Description, old.Description, line.Description);
            if (old.Quantity != line.Quantity) yield return Other(fileLine, CsvColumn.Quantity, Text(old.Quantity), Text(line.Quantity));
            if (old.UnitPrice != line.UnitPrice) yield return Other(fileLine, CsvColumn.Price, Text(old.UnitPrice), Text(line.UnitPrice));
        }

        Difference Other(long fileLine, CsvColumn column, string? old, string? sentValue) =>
            new(fileLine, header.NameOf(column), "another value is recorded", old, sentValue);
    }

    private static bool SameTime(LedgerEntry entry, SaleTime sent) =>
        sent.Offset is { } offset ? entry.OccurredAt.UtcDateTime == sent.Wall - offset : entry.OccurredAt.DateTime == sent.Wall;

    private static IEnumerable<SaleLine> InOrder(SaleLine[] lines) => lines
        .OrderBy(line => line.ProductId, StringComparer.Ordinal)
        .ThenBy(line => line.Description, StringComparer.Ordinal)
        .ThenBy(line => line.Quantity)
        .ThenBy(line => line.UnitPrice);

    private static SaleLine WithoutEmpty(SaleLine line) => line.Description is "" ? line with { Description = null } : line;

    private static string Text(TransactionKind kind) => kind switch
    {
        TransactionKind.Return => "return",
        TransactionKind.Adjustment => "adjustment",
        _ => "sale",
    };

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture);

    private static string Text(SaleTime time) => time.Offset is { } offset
        ? Text(new DateTimeOffset(time.Wall, offset))
        : time.Wall.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    private sealed record Difference(long FileLine, string Field, string Reason, string? Recorded, string? Sent);
}
