using System.Globalization;
using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Platform;

namespace RetailGrains.WebConsole.Transactions.Corrections;

/// <summary>
/// The form of a correction as it is shown and as it was sent. Values are text, so that a refused form keeps what was typed.
/// </summary>
public sealed record CorrectionDraft
{
    /// <summary>Empty rows for lines that were forgotten.</summary>
    public const int NewLines = 2;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>The revision that the form shows; a later one in the ledger means that another user was faster.</summary>
    public string Revision { get; init; } = "";

    public string StoreId { get; init; } = "";

    public string CustomerId { get; init; } = "";

    public string OccurredAt { get; init; } = "";

    public string Kind { get; init; } = "";

    public string OriginalTransactionId { get; init; } = "";

    public string Register { get; init; } = "";

    public string Cashier { get; init; } = "";

    public string Note { get; init; } = "";

    public IReadOnlyList<DraftLine> Lines { get; init; } = [];

    public IReadOnlyList<DraftPayment> Payments { get; init; } = [];

    /// <summary>The form with the recorded content.</summary>
    public static CorrectionDraft Of(Transaction recorded) => new()
    {
        Revision = (recorded.Revision ?? 1).ToString(CultureInfo.InvariantCulture),
        StoreId = recorded.StoreId,
        CustomerId = recorded.CustomerId ?? "",
        OccurredAt = TimeOf(recorded),
        Kind = recorded.Kind,
        OriginalTransactionId = recorded.OriginalTransactionId ?? "",
        Register = recorded.Register ?? "",
        Cashier = recorded.Cashier ?? "",
        Note = recorded.Note ?? "",
        Lines =
        [
            .. recorded.Lines.Select((line, index) => DraftLine.Of(line, index)),
            .. Enumerable.Repeat(DraftLine.Empty, NewLines),
        ],
        Payments =
        [
            .. (recorded.Payments ?? []).Select(payment => new DraftPayment(payment.Method, ExactNumber.Plain(payment.Amount))),
            DraftPayment.Empty,
        ],
    };

    /// <summary>The form as it was sent.</summary>
    public static CorrectionDraft Of(IFormCollection form) => new()
    {
        Revision = Text(form, "revision"),
        StoreId = Text(form, "storeId"),
        CustomerId = Text(form, "customerId"),
        OccurredAt = Text(form, "occurredAt"),
        Kind = Text(form, "kind"),
        OriginalTransactionId = Text(form, "originalTransactionId"),
        Register = Text(form, "register"),
        Cashier = Text(form, "cashier"),
        Note = Text(form, "note"),
        Lines = DraftLine.Of(form),
        Payments = [.. form["method"].Zip(form["paid"], (method, paid) => new DraftPayment(method?.Trim() ?? "", paid?.Trim() ?? ""))],
    };

    /// <summary>The content to record. An unchanged field keeps its recorded value.</summary>
    /// <param name="recorded">The transaction that the form showed.</param>
    /// <exception cref="FieldException">A field cannot be read.</exception>
    public NewTransaction ToTransaction(Transaction recorded)
    {
        NewTransactionLine[] lines = [.. Lines.Select((line, row) => line.ToLine(row + 1, recorded.Lines)).OfType<NewTransactionLine>()];
        if (lines.Length == 0) throw new FieldException("A transaction has at least one line. To take all of it back, void it.");
        NewTransactionPayment[] payments = [.. Payments.Select(payment => payment.ToPayment()).OfType<NewTransactionPayment>()];
        return new NewTransaction
        {
            TransactionId = recorded.TransactionId,
            StoreId = StoreId,
            CustomerId = OrNull(CustomerId),
            OccurredAt = ReadTime(recorded),
            Kind = OrNull(Kind),
            Currency = recorded.Currency,
            Register = OrNull(Register),
            Cashier = OrNull(Cashier),
            Note = OrNull(Note),
            OriginalTransactionId = OrNull(OriginalTransactionId),
            TaxIncluded = recorded.TaxIncluded,
            Payments = payments.Length == 0 ? null : payments,
            Lines = lines,
        };
    }

    private static string Text(IFormCollection form, string field) => form[field].ToString().Trim();

    /// <summary>Null for an empty text.</summary>
    internal static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string TimeOf(Transaction recorded) => recorded.OccurredAt.DateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The form shows whole seconds, so an unchanged time keeps its parts of a second.</summary>
    private DateTimeOffset ReadTime(Transaction recorded)
    {
        if (OccurredAt == TimeOf(recorded)) return recorded.OccurredAt;
        // Browsers leave out seconds that are zero.
        return DateTime.TryParse(OccurredAt, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), recorded.OccurredAt.Offset)
            : throw new FieldException("Time must be a date with a time.");
    }
}
