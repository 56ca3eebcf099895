using RetailGrains.Access;
using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>
/// Assembles receipts from rows, and returns a receipt when its last row has been read. A row that cannot be read, or that cannot belong to
/// the same receipt as an earlier one, rejects its whole receipt and no other.
/// </summary>
/// <param name="survey">The result of the first reading.</param>
/// <param name="afterRow">Receipts that end with this row or before it were processed earlier: they are skipped.</param>
/// <param name="asOf">See <see cref="ImportFileReader.ReadAsync"/>.</param>
/// <param name="endBatchAt">A batch must end with this row.</param>
/// <param name="limits">The limits.</param>
internal sealed class InvoiceAssembler(ImportSurvey survey, long afterRow, DateTimeOffset asOf, long endBatchAt, ImportLimits limits)
{
    // A batch is sent and acknowledged as a whole: large enough for few calls and commits, small enough for visible progress.
    private const int BatchTransactions = 1_000;
    private const int BatchLines = 10_000;
    private const int BatchRejects = 1_000;
    private const int BatchRows = 50_000;

    // With one more transaction, the batch still fits into a window.
    private const int BatchBytes = TransactionSize.MaxWindowBytes - TransactionSize.MaxBytes;

    private const int MaxSpare = 1_000;

    private readonly RowReader _reader = new(survey.Header, survey.SlashDates);
    private readonly Dictionary<string, OpenReceipt> _open = new(StringComparer.Ordinal);
    private readonly Stack<OpenReceipt> _spare = new();
    private readonly byte[] _currentId = new byte[4 * TransactionRules.MaxId];

    private List<ImportedReceipt> _receipts = [];
    private List<ImportProblem> _rejects = [];
    private int _rejectedInvoices;
    private int _rejectedRows;
    private int _ignoredRows;
    private int _lines;
    private int _openLines;
    private long _bytes;
    private long _openBytes;
    private long _row;
    private long _batchStart;

    // The receipt of the previous row. Rows of a receipt are usually adjacent, so most rows need no lookup.
    private int _currentIdLength = -1;
    private string _currentName = string.Empty;
    private OpenReceipt? _current;
    private long _currentLastRow;

    /// <summary>There is enough for a batch.</summary>
    public bool HasBatch =>
        _receipts.Count >= BatchTransactions || _lines >= BatchLines || _bytes >= BatchBytes || _rejects.Count >= BatchRejects
            || _row - _batchStart >= BatchRows
        || _row == endBatchAt;

    /// <summary>Number of rejects so far: receipts, and rows whose receipt cannot be identified.</summary>
    public long Rejects { get; private set; }

    /// <summary>Adds the next row.</summary>
    /// <param name="lines">The reader, positioned at the row.</param>
    public void Add(LineReader lines)
    {
        _row++;
        CsvFields fields = _reader.Split(lines.Line);
        RowProblem? problem = Damage(lines, fields);
        if (problem is null && RowReader.IsEmpty(lines.Line, fields))
        {
            if (_row > afterRow) _ignoredRows++;
            return;
        }

        if (!_reader.TryInvoice(fields, out ReadOnlySpan<byte> invoice))
        {
            RejectRow(lines.Number, problem ?? _reader.InvoiceReason(fields));
            return;
        }

        Find(invoice);
        if (_currentLastRow <= afterRow) return;
        OpenReceipt receipt = _current ??= Open();
        receipt.Rows++;
        _openBytes -= receipt.Bytes;
        problem ??= _reader.TryRead(fields, out CsvRow values) ?? Take(receipt, values, lines.Number);
        if (problem is not null) Reject(receipt, lines.Number, problem);
        else if (receipt.RejectedAt > 0) Drop(receipt, lines.Number);
        _openBytes += receipt.Bytes;
        ImportMemory.Require(survey.Invoices.Bytes + _openBytes, limits);
        if (_row == _currentLastRow) Close(receipt);
    }

    /// <summary>Returns what was added since the last batch.</summary>
    public ImportBatch TakeBatch()
    {
        var batch = new ImportBatch(Math.Max(_row, afterRow), _receipts, _rejects, _rejectedInvoices, _rejectedRows, _ignoredRows);
        (_receipts, _rejects, _rejectedInvoices, _rejectedRows, _ignoredRows, _lines, _bytes) = ([], [], 0, 0, 0, 0, 0);
        _batchStart = _row;
        return batch;
    }

    /// <summary>Returns why a line cannot be a row, whatever it holds; null when it can.</summary>
    private RowProblem? Damage(LineReader lines, in CsvFields fields)
    {
        if (lines.TooLong) return new RowProblem(string.Empty, $"longer than {LineReader.MaxLineBytes:N0} bytes");
        if (lines.TornFrom == 0) return null;
        if (lines.TornFrom < lines.Number)
            return new RowProblem(
                string.Empty, $"is inside the quotes that line {lines.TornFrom} opens and that are not closed properly");
        string column = fields.Broken && fields.Count < survey.Header.Count ? survey.Header.Names[fields.Count] : string.Empty;
        return new RowProblem(
            column,
            "broken quoting: a quote is opened here and not closed properly, so the lines that follow cannot be distinguished from text");
    }

    private void Find(ReadOnlySpan<byte> invoice)
    {
        if (_currentIdLength == invoice.Length && invoice.SequenceEqual(_currentId.AsSpan(0, _currentIdLength))) return;
        invoice.CopyTo(_currentId);
        _currentIdLength = invoice.Length;
        (_currentName, _currentLastRow) = survey.Invoices.Find(invoice);
        _open.TryGetValue(_currentName, out _current);
    }

    private OpenReceipt Open()
    {
        OpenReceipt opened = _spare.TryPop(out OpenReceipt? used) ? used : new OpenReceipt();
        opened.Begin(_currentName);
        _open.Add(opened.Id, opened);
        _openBytes += opened.Bytes;
        return opened;
    }

    /// <summary>Adds a row's values. Returns the problem, or null.</summary>
    private RowProblem? Take(OpenReceipt receipt, in CsvRow values, long fileLine)
    {
        if (receipt.RejectedAt > 0) return null;
        if (receipt.Count == 0 && _reader.HeadProblem(values, asOf) is { } problem) return problem;
        if (receipt.Count == 0 && !survey.Scope.Allows(values.StoreId!)) return _reader.Problem(CsvColumn.Country, StoreScope.OtherStore);
        if (receipt.Count == TransactionRules.MaxLines)
            return new RowProblem(string.Empty, $"the invoice has more than {TransactionRules.MaxLines:N0} rows");
        if (receipt.Take(values, fileLine, _reader) is { } disagreement) return disagreement;
        _openLines++;
        return _openLines <= limits.MaxOpenLines ? null : throw new ImportFileException(
            $"More than {limits.MaxOpenLines:N0} rows wait for a later one of their invoice: sort the file by invoice.");
    }

    private void RejectRow(long fileLine, RowProblem problem)
    {
        if (_row <= afterRow) return;
        _rejects.Add(ImportProblem.Reject(fileLine, string.Empty, problem.Field, problem.Reason));
        Rejects++;
        _rejectedInvoices++;
        _rejectedRows++;
    }

    /// <summary>
    /// Rejects a receipt because of one of its rows. The good rows before it are listed too, so that every row is accounted for.
    /// </summary>
    private void Reject(OpenReceipt receipt, long fileLine, RowProblem problem)
    {
        _openLines -= receipt.Count;
        IReadOnlyList<long> dropped = receipt.FileLines;
        if (receipt.RejectedAt == 0)
        {
            receipt.Reject(fileLine);
            Rejects++;
        }

        foreach (long earlier in dropped) Drop(receipt, earlier);
        _rejects.Add(ImportProblem.Reject(fileLine, receipt.Id, problem.Field, problem.Reason));
    }

    private void Drop(OpenReceipt receipt, long fileLine) =>
        _rejects.Add(ImportProblem.Reject(fileLine, receipt.Id, string.Empty, $"dropped with line {receipt.RejectedAt}"));

    private void Close(OpenReceipt receipt)
    {
        if (receipt.RejectedAt > 0)
        {
            _rejectedInvoices++;
            _rejectedRows += receipt.Rows;
        }
        else
        {
            _receipts.Add(receipt.ToReceipt());
            _bytes += receipt.Size;
        }

        _lines += receipt.Count;
        _openLines -= receipt.Count;
        _openBytes -= receipt.Bytes;
        _open.Remove(receipt.Id);
        if (_spare.Count < MaxSpare && !receipt.IsLarge) _spare.Push(receipt);
        _current = null;
    }
}
