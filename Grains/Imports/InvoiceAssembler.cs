using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// Puts rows together to invoices, and hands an invoice on when its last row has come. A row that can't be read rejects its whole invoice,
/// also one whose good rows came before it, and no other.
/// </summary>
/// <param name="survey">What the first reading found.</param>
/// <param name="afterRow">Invoices that end with this row or before it were dealt with earlier: they are passed over.</param>
/// <param name="asOf">See <see cref="ImportFileReader.ReadAsync"/>.</param>
/// <param name="options">Bounds.</param>
internal sealed class InvoiceAssembler(ImportSurvey survey, long afterRow, DateTimeOffset asOf, ImportOptions options)
{
    // A batch is sent and acknowledged as one: large enough for few calls and commits, small enough for progress to be seen.
    private const int BatchTransactions = 1_000;
    private const int BatchLines = 10_000;
    private const int BatchRejects = 1_000;
    private const int BatchRows = 50_000;

    private readonly RowReader reader = new(survey.Header);
    private readonly Dictionary<string, OpenInvoice> open = new(StringComparer.Ordinal);
    private readonly Stack<OpenInvoice> spare = new();
    private readonly byte[] currentId = new byte[4 * TransactionRules.LongestId];

    private List<SaleTransaction> transactions = [];
    private List<ImportReject> rejects = [];
    private int rejectedInvoices;
    private int lines;
    private int openLines;
    private long row;
    private long batchStart;

    // The invoice of the row before: rows of an invoice mostly stand together, so most rows look nothing up.
    private int currentIdLength = -1;
    private string currentName = string.Empty;
    private OpenInvoice? current;
    private long currentLastRow;

    /// <summary>Enough has come together for a batch.</summary>
    public bool HasBatch =>
        transactions.Count >= BatchTransactions || lines >= BatchLines || rejects.Count >= BatchRejects || row - batchStart >= BatchRows;

    /// <summary>The next row.</summary>
    /// <param name="text">Its line; see <see cref="LineReader.Line"/>.</param>
    /// <param name="line">Its line number.</param>
    /// <param name="tooLong">See <see cref="LineReader.TooLong"/>.</param>
    public void Add(ReadOnlySpan<byte> text, long line, bool tooLong)
    {
        row++;
        CsvFields fields = reader.Split(text);
        string? reason = tooLong ? $"longer than {LineReader.MaxLineBytes:N0} bytes" : null;
        if (!reader.TryInvoice(fields, out ReadOnlySpan<byte> invoice))
        {
            RejectRow(line, reason ?? reader.InvoiceReason(fields));
            return;
        }

        Find(invoice);
        if (currentLastRow <= afterRow) return;
        OpenInvoice its = current ??= Open();
        reason ??= reader.TryRead(fields, out CsvRow values) ?? Take(its, values);
        if (reason is not null) Reject(its, line, reason);
        if (row == currentLastRow) Close(its);
    }

    /// <summary>What has come together since the last batch.</summary>
    public ImportBatch TakeBatch()
    {
        var batch = new ImportBatch(Math.Max(row, afterRow), transactions, rejects, rejectedInvoices);
        (transactions, rejects, rejectedInvoices, lines) = ([], [], 0, 0);
        batchStart = row;
        return batch;
    }

    private void Find(ReadOnlySpan<byte> invoice)
    {
        if (currentIdLength == invoice.Length && invoice.SequenceEqual(currentId.AsSpan(0, currentIdLength))) return;
        invoice.CopyTo(currentId);
        currentIdLength = invoice.Length;
        (currentName, currentLastRow) = survey.Invoices.Find(invoice);
        open.TryGetValue(currentName, out current);
    }

    private OpenInvoice Open()
    {
        OpenInvoice opened = spare.TryPop(out OpenInvoice? used) ? used : new OpenInvoice();
        opened.Begin(currentName);
        open.Add(opened.Id, opened);
        return opened;
    }

    /// <summary>Takes a row's values in; null, or the rule that they break.</summary>
    private string? Take(OpenInvoice its, in CsvRow values)
    {
        if (its.Rejected) return null;
        if (its.Lines.Count == 0)
        {
            if (reader.HeadProblem(values, asOf) is { } problem) return problem;
            its.Head = values;
        }

        if (its.Lines.Count == TransactionRules.MostLines) return $"the invoice has more than {TransactionRules.MostLines:N0} rows";
        its.Lines.Add(values.Line);
        openLines++;
        return openLines <= options.MaxOpenLines ? null : throw new ImportFileException(
            $"More than {options.MaxOpenLines:N0} rows wait for a later one of their invoice: sort the file by invoice.");
    }

    private void RejectRow(long line, string reason)
    {
        if (row <= afterRow) return;
        rejects.Add(new ImportReject(line, string.Empty, reason));
        rejectedInvoices++;
    }

    private void Reject(OpenInvoice its, long line, string reason)
    {
        rejects.Add(new ImportReject(line, its.Id, reason));
        openLines -= its.Lines.Count;
        its.Reject();
    }

    private void Close(OpenInvoice its)
    {
        if (its.Rejected) rejectedInvoices++;
        else transactions.Add(its.ToTransaction());
        lines += its.Lines.Count;
        openLines -= its.Lines.Count;
        open.Remove(its.Id);
        spare.Push(its);
        current = null;
    }

    /// <summary>An invoice that has rows to come.</summary>
    private sealed class OpenInvoice
    {
        public string Id { get; private set; } = string.Empty;

        public CsvRow Head { get; set; }

        public List<SaleLine> Lines { get; private set; } = [];

        public bool Rejected { get; private set; }

        public void Begin(string id)
        {
            Id = id;
            Rejected = false;
            Lines.Clear();
        }

        /// <summary>Its rows are not needed any more.</summary>
        public void Reject()
        {
            Rejected = true;
            Lines = [];
        }

        public SaleTransaction ToTransaction() => new(Id, Head.StoreId, Head.CustomerId, Head.Time, KindOf(Id), [.. Lines]);

        private static TransactionKind KindOf(string invoice) => invoice[0] switch
        {
            'C' => TransactionKind.Return,
            'A' => TransactionKind.Adjustment,
            _ => TransactionKind.Sale,
        };
    }
}
