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

    private readonly RowReader _reader = new(survey.Header);
    private readonly Dictionary<string, OpenInvoice> _open = new(StringComparer.Ordinal);
    private readonly Stack<OpenInvoice> _spare = new();
    private readonly byte[] _currentId = new byte[4 * TransactionRules.LongestId];

    private List<SaleTransaction> _transactions = [];
    private List<ImportReject> _rejects = [];
    private int _rejectedInvoices;
    private int _lines;
    private int _openLines;
    private long _row;
    private long _batchStart;

    // The invoice of the row before: rows of an invoice mostly stand together, so most rows look nothing up.
    private int _currentIdLength = -1;
    private string _currentName = string.Empty;
    private OpenInvoice? _current;
    private long _currentLastRow;

    /// <summary>Enough has come together for a batch.</summary>
    public bool HasBatch =>
        _transactions.Count >= BatchTransactions || _lines >= BatchLines || _rejects.Count >= BatchRejects || _row - _batchStart >= BatchRows;

    /// <summary>The next row.</summary>
    /// <param name="text">Its line; see <see cref="LineReader.Line"/>.</param>
    /// <param name="line">Its line number.</param>
    /// <param name="tooLong">See <see cref="LineReader.TooLong"/>.</param>
    public void Add(ReadOnlySpan<byte> text, long line, bool tooLong)
    {
        _row++;
        CsvFields fields = _reader.Split(text);
        string? reason = tooLong ? $"longer than {LineReader.MaxLineBytes:N0} bytes" : null;
        if (!_reader.TryInvoice(fields, out ReadOnlySpan<byte> invoice))
        {
            RejectRow(line, reason ?? _reader.InvoiceReason(fields));
            return;
        }

        Find(invoice);
        if (_currentLastRow <= afterRow) return;
        OpenInvoice its = _current ??= Open();
        reason ??= _reader.TryRead(fields, out CsvRow values) ?? Take(its, values);
        if (reason is not null) Reject(its, line, reason);
        if (_row == _currentLastRow) Close(its);
    }

    /// <summary>What has come together since the last batch.</summary>
    public ImportBatch TakeBatch()
    {
        var batch = new ImportBatch(Math.Max(_row, afterRow), _transactions, _rejects, _rejectedInvoices);
        (_transactions, _rejects, _rejectedInvoices, _lines) = ([], [], 0, 0);
        _batchStart = _row;
        return batch;
    }

    private void Find(ReadOnlySpan<byte> invoice)
    {
        if (_currentIdLength == invoice.Length && invoice.SequenceEqual(_currentId.AsSpan(0, _currentIdLength))) return;
        invoice.CopyTo(_currentId);
        _currentIdLength = invoice.Length;
        (_currentName, _currentLastRow) = survey.Invoices.Find(invoice);
        _open.TryGetValue(_currentName, out _current);
    }

    private OpenInvoice Open()
    {
        OpenInvoice opened = _spare.TryPop(out OpenInvoice? used) ? used : new OpenInvoice();
        opened.Begin(_currentName);
        _open.Add(opened.Id, opened);
        return opened;
    }

    /// <summary>Takes a row's values in; null, or the rule that they break.</summary>
    private string? Take(OpenInvoice its, in CsvRow values)
    {
        if (its.Rejected) return null;
        if (its.Lines.Count == 0)
        {
            if (_reader.HeadProblem(values, asOf) is { } problem) return problem;
            its.Head = values;
        }

        if (its.Lines.Count == TransactionRules.MostLines) return $"the invoice has more than {TransactionRules.MostLines:N0} rows";
        its.Lines.Add(values.Line);
        _openLines++;
        return _openLines <= options.MaxOpenLines ? null : throw new ImportFileException(
            $"More than {options.MaxOpenLines:N0} rows wait for a later one of their invoice: sort the file by invoice.");
    }

    private void RejectRow(long line, string reason)
    {
        if (_row <= afterRow) return;
        _rejects.Add(new ImportReject(line, string.Empty, reason));
        _rejectedInvoices++;
    }

    private void Reject(OpenInvoice its, long line, string reason)
    {
        _rejects.Add(new ImportReject(line, its.Id, reason));
        _openLines -= its.Lines.Count;
        its.Reject();
    }

    private void Close(OpenInvoice its)
    {
        if (its.Rejected) _rejectedInvoices++;
        else _transactions.Add(its.ToTransaction());
        _lines += its.Lines.Count;
        _openLines -= its.Lines.Count;
        _open.Remove(its.Id);
        _spare.Push(its);
        _current = null;
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

        public SaleTransaction ToTransaction() => new(IdText.OfField(Id), Head.StoreId, Head.CustomerId, Head.Time, KindOf(Id), [.. Lines]);

        private static TransactionKind KindOf(string invoice) => invoice[0] switch
        {
            'C' => TransactionKind.Return,
            'A' => TransactionKind.Adjustment,
            _ => TransactionKind.Sale,
        };
    }
}
