using System.Buffers;
using System.Text;
using RetailGrains.Ledger;
using RetailGrains.Text;

namespace RetailGrains.Imports;

/// <summary>The values of a row, except its receipt id.</summary>
/// <param name="StoreId">Null when the field is empty.</param>
/// <param name="CustomerId">Null when the field is empty.</param>
/// <param name="Time">Null when the field is empty.</param>
/// <param name="Line">The line.</param>
/// <param name="Receipt">What else the row gives of its receipt; null when it gives nothing.</param>
internal readonly record struct CsvRow(string? StoreId, string? CustomerId, SaleTime? Time, SaleLine Line, ReceiptFields? Receipt);

/// <summary>The problem of a row.</summary>
/// <param name="Field">The column, as the file names it; empty when the problem concerns the whole row.</param>
/// <param name="Reason">Words that follow the column's name.</param>
internal sealed record RowProblem(string Field, string Reason);

/// <summary>Parses a file's rows by its header.</summary>
internal sealed class RowReader(CsvHeader header, SlashDates slashDates)
{
    private const string NotUtf8 = "not valid UTF-8";
    private const string Missing = "missing";

    private static readonly SearchValues<byte> ValueLess = SearchValues.Create(", \t\"\r\n"u8);

    private readonly CsvSplitter _splitter = new(header.Count + 1);
    private readonly CsvSplitter _invoiceSplitter = new(header[CsvColumn.Invoice] + 1);
    private readonly CsvSplitter _dateSplitter = new(header[CsvColumn.Date] + 1);
    private readonly CsvColumn[] _receiptColumns = [.. ReceiptFields.Columns.Where(header.Has)];
    private readonly bool _hasLineColumns = header.Has(CsvColumn.Discount) || header.Has(CsvColumn.Amount)
        || header.Has(CsvColumn.Tax) || header.Has(CsvColumn.TaxRate);
    private readonly Utf8Cache _texts = new();

    public CsvHeader Header { get; } = header;

    /// <summary>Splits a row. The receipt id is available even when a later field is broken, so that the reject can name it.</summary>
    public CsvFields Split(ReadOnlySpan<byte> line) => _splitter.Split(line);

    /// <summary>Splits a row up to its receipt id.</summary>
    public CsvFields SplitToInvoice(ReadOnlySpan<byte> line) => _invoiceSplitter.Split(line);

    /// <summary>In the first reading: learns the form of the file's dates.</summary>
    public void OnRow(ReadOnlySpan<byte> line)
    {
        if (!line.Contains((byte)'/')) return;
        CsvFields fields = _dateSplitter.Split(line);
        int column = Header[CsvColumn.Date];
        if (column < fields.Count) slashDates.Observe(FieldText.Trim(fields[column]));
    }

    /// <summary>Returns whether no field has a value.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> line, in CsvFields fields)
    {
        if (line.ContainsAnyExcept(ValueLess) || fields.Broken) return false;
        for (int i = 0; i < fields.Count; i++)
        {
            if (!FieldText.Trim(fields[i]).IsEmpty) return false;
        }

        return true;
    }

    /// <summary>
    /// Reads the receipt id of a row in its normal form, so that rows of one receipt have the same bytes; false when it cannot be read.
    /// </summary>
    public bool TryInvoice(in CsvFields fields, out ReadOnlySpan<byte> invoice)
    {
        int column = Header[CsvColumn.Invoice];
        invoice = column < fields.Count ? FieldText.Id(fields[column]) : default;
        if (invoice.IsEmpty || InvoiceProblem(invoice) is not null) return false;
        if (!Ascii.IsValid(invoice)) invoice = Encoding.UTF8.GetBytes(IdText.Normal(_texts.Get(invoice)!));
        return true;
    }

    /// <summary>Returns why the receipt id of a row cannot be read.</summary>
    public RowProblem InvoiceReason(in CsvFields fields)
    {
        int column = Header[CsvColumn.Invoice];
        if (column >= fields.Count) return Layout(fields)!;
        ReadOnlySpan<byte> invoice = FieldText.Id(fields[column]);
        return Problem(CsvColumn.Invoice, invoice.IsEmpty ? Missing : InvoiceProblem(invoice)!);
    }

    /// <summary>Parses a row; returns a problem or null.</summary>
    public RowProblem? TryRead(in CsvFields fields, out CsvRow row)
    {
        row = default;
        if (Layout(fields) is { } layout) return layout;
        RowProblem? problem = null;
        string? store = Id(fields, CsvColumn.Country, ref problem);
        string? customer = Id(fields, CsvColumn.Customer, ref problem);
        SaleTime? time = ReadTime(Field(fields, CsvColumn.Date), ref problem);
        SaleLine line = ReadLine(fields, ref problem);
        ReceiptFields? receipt = ReadReceipt(fields, ref problem);
        if (problem is null) row = new CsvRow(store, customer, time, line, receipt);
        return problem;
    }

    /// <summary>Returns what is wrong with those values of a receipt's first row that apply to the whole receipt.</summary>
    public RowProblem? HeadProblem(in CsvRow first, DateTimeOffset asOf)
    {
        if (first.StoreId is null) return Problem(CsvColumn.Country, Missing);
        if (first.Time is not { } at) return Problem(CsvColumn.Date, Missing);
        return TransactionRules.Time(at, asOf) is { } time ? Problem(CsvColumn.Date, time) : null;
    }

    public RowProblem Problem(CsvColumn column, string reason) => new(Header.NameOf(column), reason);

    private string? InvoiceProblem(ReadOnlySpan<byte> invoice)
    {
        if (FieldText.IsScientific(invoice)) return Scientific(invoice);
        // Of plain text, only ids that begin with a dot or a v can be one of the exceptions.
        bool isPlain = invoice.Length <= TransactionRules.MaxId
            && invoice[0] is not ((byte)'.' or (byte)'v')
            && !invoice.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        if (isPlain) return null;
        return _texts.Get(invoice) is { } text ? TransactionRules.TransactionId(IdText.Normal(text)) : NotUtf8;
    }

    /// <summary>Returns what is wrong with the row's columns.</summary>
    private RowProblem? Layout(in CsvFields fields)
    {
        if (fields.Broken && fields.Count < Header.Count) return new RowProblem(Header.Names[fields.Count], "broken quoting");
        if (fields.Count > Header.Count || fields.Broken)
            return new RowProblem(string.Empty, $"more columns than the header's {Header.Count}");
        return fields.Count < Header.Count
            ? new RowProblem(string.Empty, $"{fields.Count} columns where the header has {Header.Count}")
            : null;
    }

    private SaleTime? ReadTime(ReadOnlySpan<byte> text, ref RowProblem? problem)
    {
        if (text.IsEmpty) return null;
        Note(CsvColumn.Date, CsvValues.Time(text, slashDates, out SaleTime time), ref problem);
        return time;
    }

    private SaleLine ReadLine(in CsvFields fields, ref RowProblem? problem)
    {
        string? product = Id(fields, CsvColumn.Product, ref problem);
        if (product is null) Note(CsvColumn.Product, Missing, ref problem);
        string? description = Description(fields, ref problem);
        string? bad = CsvValues.Number(Field(fields, CsvColumn.Quantity), out decimal quantity) ?? TransactionRules.Quantity(quantity);
        Note(CsvColumn.Quantity, bad, ref problem);
        bad = CsvValues.Number(Field(fields, CsvColumn.Price), out decimal price) ?? TransactionRules.UnitPrice(price);
        Note(CsvColumn.Price, bad, ref problem);
        return _hasLineColumns
            ? ReadLineColumns(fields, new SaleLine(product ?? string.Empty, description, quantity, price), ref problem)
            : new SaleLine(product ?? string.Empty, description, quantity, price);
    }

    /// <summary>Reads the fields of a line other than quantity and price.</summary>
    private SaleLine ReadLineColumns(in CsvFields fields, in SaleLine line, ref RowProblem? problem)
    {
        decimal? discount = Given(fields, CsvColumn.Discount, TransactionRules.Amount, ref problem);
        decimal? amount = Given(fields, CsvColumn.Amount, TransactionRules.Amount, ref problem);
        decimal? tax = Given(fields, CsvColumn.Tax, TransactionRules.Amount, ref problem);
        decimal? rate = Given(fields, CsvColumn.TaxRate, TransactionRules.TaxRate, ref problem);
        if (problem is not null || (discount ?? amount ?? tax ?? rate) is null) return line;
        if (discount is { } off && amount is { } charged)
            Note(CsvColumn.Amount, TransactionRules.ChargedAmount(line.Quantity, line.UnitPrice, off, charged), ref problem);
        return SaleLine.Of(line.ProductId, line.Description, line.Quantity, line.UnitPrice, discount, amount, tax, rate);
    }

    /// <summary>Reads a number that a row may leave out.</summary>
    private decimal? Given(in CsvFields fields, CsvColumn column, Func<decimal, string?> rule, ref RowProblem? problem)
    {
        ReadOnlySpan<byte> text = Header.Has(column) ? Field(fields, column) : default;
        if (text.IsEmpty) return null;
        Note(column, CsvValues.Number(text, out decimal number) ?? rule(number), ref problem);
        return number;
    }

    private ReceiptFields? ReadReceipt(in CsvFields fields, ref RowProblem? problem)
    {
        ReceiptFields? read = null;
        foreach (CsvColumn column in _receiptColumns)
        {
            ReadOnlySpan<byte> utf8 = Field(fields, column);
            if (ReceiptFields.IsId(column)) utf8 = FieldText.Id(utf8);
            if (utf8.IsEmpty) continue;
            string? text = _texts.Get(utf8);
            if (text is not null && column != CsvColumn.Note) text = IdText.Normal(text);
            Note(column, text is null ? NotUtf8 : ProblemOf(column, text, utf8), ref problem);
            (read ??= new ReceiptFields())[column] = text;
        }

        return read;
    }

    private static string? ProblemOf(CsvColumn column, string text, ReadOnlySpan<byte> utf8) =>
        ReceiptFields.IsId(column) && FieldText.IsScientific(utf8) ? Scientific(utf8) : ReceiptFields.ProblemOf(column, text);

    private string? Description(in CsvFields fields, ref RowProblem? problem)
    {
        ReadOnlySpan<byte> utf8 = fields[Header[CsvColumn.Description]];
        if (utf8.IsEmpty) return null;
        string? text = _texts.Get(utf8);
        Note(CsvColumn.Description, text is null ? NotUtf8 : TransactionRules.Text(text), ref problem);
        return text;
    }

    private string? Id(in CsvFields fields, CsvColumn column, ref RowProblem? problem)
    {
        ReadOnlySpan<byte> utf8 = FieldText.Id(fields[Header[column]]);
        if (utf8.IsEmpty) return null;
        string? text = _texts.Get(utf8) is { } sent ? IdText.Normal(sent) : null;
        string? found = text is null ? NotUtf8 : FieldText.IsScientific(utf8) ? Scientific(utf8) : TransactionRules.Id(text);
        Note(column, found, ref problem);
        return text;
    }

    private ReadOnlySpan<byte> Field(in CsvFields fields, CsvColumn column) => FieldText.Trim(fields[Header[column]]);

    private static string Scientific(ReadOnlySpan<byte> id) =>
        $"{CsvValues.Shown(id)} is a number in scientific notation, as spreadsheets write long ones: format the column as text";

    /// <summary>Only the first problem of a row is reported.</summary>
    private void Note(CsvColumn column, string? found, ref RowProblem? problem)
    {
        if (found is not null) problem ??= Problem(column, found);
    }
}
