using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>A receipt whose last row has not been read yet.</summary>
internal sealed class OpenReceipt
{
    private const int MaxKept = 256;

    private static readonly TimeSpan MaxSpan = TimeSpan.FromHours(12);

    private (SaleTime Time, long FileLine) _earliest;
    private (SaleTime Time, long FileLine) _latest;
    private CsvRow _head;
    private TransactionKind _kind;
    private List<SaleLine> _lines = [];
    private List<long> _fileLines = [];

    public string Id { get; private set; } = string.Empty;

    /// <summary>The number of valid rows so far.</summary>
    public int Count => _lines.Count;

    /// <summary>The number of all rows so far, including invalid ones.</summary>
    public int Rows { get; set; }

    /// <summary>The line of the first invalid row; 0 when there is none.</summary>
    public long RejectedAt { get; private set; }

    /// <summary>The lines in the file of the valid rows; empty after a rejection.</summary>
    public IReadOnlyList<long> FileLines => _fileLines;

    /// <summary>The transaction's size so far: see <see cref="TransactionSize"/>.</summary>
    public long Size { get; private set; }

    /// <summary>An estimate of the receipt's memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether it has become too large to be reused for another receipt.</summary>
    public bool IsLarge => _lines.Capacity > MaxKept;

    public void Begin(string id)
    {
        Id = id;
        Rows = 0;
        RejectedAt = 0;
        Size = 0;
        Bytes = ImportMemory.OfReceipt(id);
        _lines.Clear();
        _fileLines.Clear();
    }

    /// <summary>Rejects the receipt and drops its rows.</summary>
    public void Reject(long fileLine)
    {
        RejectedAt = fileLine;
        Bytes = ImportMemory.OfReceipt(Id);
        _lines = [];
        _fileLines = [];
    }

    /// <summary>Adds a row. Returns null, or why it and an earlier row cannot belong to one receipt.</summary>
    public RowProblem? Take(in CsvRow row, long fileLine, RowReader reader)
    {
        if (_lines.Count == 0)
        {
            _head = row;
            _kind = reader.Header.Has(CsvColumn.Kind) ? row.Receipt?.Kind ?? TransactionKind.Sale : KindOf(Id);
            Bytes += row.Receipt?.Bytes ?? 0;
            _earliest = _latest = (row.Time!.Value, fileLine);
            Size = TransactionSize.Of(Transaction);
        }
        else if (Disagreement(row, fileLine, reader) is { } problem)
        {
            return problem;
        }

        Size += TransactionSize.OfLine(row.Line);
        if (TransactionRules.Size(Size) is not null)
            return new RowProblem(string.Empty, $"with this row the receipt has more than {TransactionSize.MaxBytes:N0} bytes");
        Bytes += ImportMemory.OfLine(row.Line);
        _lines.Add(row.Line);
        _fileLines.Add(fileLine);
        return null;
    }

    public ImportedReceipt ToReceipt() => new(Transaction with { Lines = [.. _lines] }, [.. _fileLines]);

    /// <summary>The transaction without its lines.</summary>
    private SaleTransaction Transaction => new(IdText.Normal(Id), _head.StoreId!, _head.CustomerId, _head.Time!.Value, _kind, [])
    {
        Currency = _head.Receipt?[CsvColumn.Currency],
        Details = _head.Receipt?.Details,
    };

    private RowProblem? Disagreement(in CsvRow row, long fileLine, RowReader reader)
    {
        if (row.StoreId is not null && row.StoreId != _head.StoreId)
            return reader.Problem(CsvColumn.Country, Differs(row.StoreId, fileLine, _head.StoreId!));
        if (row.CustomerId is not null && row.CustomerId != _head.CustomerId)
            return reader.Problem(CsvColumn.Customer, Differs(row.CustomerId, fileLine, _head.CustomerId ?? string.Empty));
        if (row.Receipt?.DisagreementWith(_head.Receipt) is { } column)
            return reader.Problem(column, Differs(row.Receipt[column]!, fileLine, _head.Receipt?[column] ?? string.Empty));
        if (row.Time is not { } time) return null;
        if (Distance(_earliest.Time, time) > MaxSpan) return reader.Problem(CsvColumn.Date, TooFar(time, fileLine, _earliest));
        if (Distance(time, _latest.Time) > MaxSpan) return reader.Problem(CsvColumn.Date, TooFar(time, fileLine, _latest));
        if (Distance(time, _earliest.Time) > TimeSpan.Zero) _earliest = (time, fileLine);
        if (Distance(_latest.Time, time) > TimeSpan.Zero) _latest = (time, fileLine);
        return null;
    }

    private string Differs(string found, long fileLine, string first) =>
        $"\"{found}\" on line {fileLine}, but \"{first}\" on line {_fileLines[0]} of the same receipt";

    private static string TooFar(SaleTime time, long fileLine, (SaleTime Time, long FileLine) other) =>
        $"{time.Wall:yyyy-MM-dd HH:mm:ss} on line {fileLine} is more than 12 hours from {other.Time.Wall:yyyy-MM-dd HH:mm:ss} on line "
        + $"{other.FileLine} of the same receipt";

    /// <summary>
    /// If only one of the times has an offset, the times of day are compared, because the store's zone is not known here. The
    /// arithmetic uses spans, because a row's time in UTC may lie outside the range of <see cref="DateTime"/>.
    /// </summary>
    private static TimeSpan Distance(SaleTime from, SaleTime to) =>
        from.Offset is { } a && to.Offset is { } b ? to.Wall - from.Wall - (b - a) : to.Wall - from.Wall;

    /// <summary>The kind of a receipt in a file that has no column for it.</summary>
    private static TransactionKind KindOf(string invoice) => invoice[0] switch
    {
        'C' => TransactionKind.Return,
        'A' => TransactionKind.Adjustment,
        _ => TransactionKind.Sale,
    };
}
