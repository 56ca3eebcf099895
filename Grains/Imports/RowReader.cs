using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>What a row says besides its invoice.</summary>
internal readonly record struct CsvRow(string StoreId, string? CustomerId, SaleTime Time, SaleLine Line);

/// <summary>Reads a file's rows by its header.</summary>
internal sealed class RowReader(CsvHeader header)
{
    private const string NotUtf8 = "not valid UTF-8";

    private static ReadOnlySpan<byte> Blanks => " \t"u8;

    private readonly CsvSplitter _splitter = new(header.Count + 1);
    private readonly CsvSplitter _invoiceSplitter = new(header[CsvColumn.Invoice] + 1);
    private readonly Utf8Cache _texts = new();

    /// <summary>Splits a row. Its invoice is told even when a field behind it is broken, so that the reject can name it.</summary>
    public CsvFields Split(ReadOnlySpan<byte> line) => _splitter.Split(line);

    /// <summary>Splits a row as far as its invoice.</summary>
    public CsvFields SplitToInvoice(ReadOnlySpan<byte> line) => _invoiceSplitter.Split(line);

    /// <summary>The invoice number of a row; false when it can't be read.</summary>
    public bool TryInvoice(in CsvFields fields, out ReadOnlySpan<byte> invoice)
    {
        int column = header[CsvColumn.Invoice];
        invoice = column < fields.Count ? fields[column].Trim(Blanks) : default;
        return !invoice.IsEmpty && InvoiceProblem(invoice) is null;
    }

    /// <summary>Why the invoice number of a row can't be read.</summary>
    public string InvoiceReason(in CsvFields fields)
    {
        int column = header[CsvColumn.Invoice];
        if (column >= fields.Count) return Layout(fields)!;
        ReadOnlySpan<byte> invoice = fields[column].Trim(Blanks);
        return Reason(CsvColumn.Invoice, invoice.IsEmpty ? "missing" : InvoiceProblem(invoice)!);
    }

    /// <summary>Reads a row; null when all is well, else what is wrong with it.</summary>
    public string? TryRead(in CsvFields fields, out CsvRow row)
    {
        row = default;
        if (Layout(fields) is { } layout) return layout;
        string? problem = null;
        string? store = Id(fields, CsvColumn.Country, required: true, ref problem);
        string? customer = Id(fields, CsvColumn.Customer, required: false, ref problem);
        Note(CsvColumn.Date, CsvValues.Time(fields[header[CsvColumn.Date]], out DateTime time), ref problem);
        SaleLine line = ReadLine(fields, ref problem);
        if (problem is null) row = new CsvRow(store!, customer, new SaleTime(time, null), line);
        return problem;
    }

    /// <summary>What is wrong with the values of an invoice's first row that count for all of it.</summary>
    public string? HeadProblem(in CsvRow first, DateTimeOffset asOf)
    {
        if (TransactionRules.Id(first.StoreId) is { } store) return Reason(CsvColumn.Country, store);
        if (first.CustomerId is { } id && TransactionRules.Id(id) is { } customer) return Reason(CsvColumn.Customer, customer);
        return TransactionRules.Time(first.Time, asOf) is { } time ? Reason(CsvColumn.Date, time) : null;
    }

    private string? InvoiceProblem(ReadOnlySpan<byte> invoice)
    {
        // Of plain text, only what begins with a dot or a v can be one of the exceptions.
        bool isPlain = invoice.Length <= TransactionRules.LongestId
            && invoice[0] is not ((byte)'.' or (byte)'v')
            && !invoice.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        if (isPlain) return null;
        return _texts.Get(invoice) is { } text ? TransactionRules.TransactionId(IdText.OfField(text)) : NotUtf8;
    }

    /// <summary>What is wrong with the row's columns as such.</summary>
    private string? Layout(in CsvFields fields)
    {
        if (fields.Broken && fields.Count < header.Count) return $"{header.Names[fields.Count]}: broken quoting";
        if (fields.Count > header.Count || fields.Broken) return $"more columns than the header's {header.Count}";
        return fields.Count < header.Count ? $"{fields.Count} columns where the header has {header.Count}" : null;
    }

    private SaleLine ReadLine(in CsvFields fields, ref string? problem)
    {
        string? product = Id(fields, CsvColumn.Product, required: true, ref problem);
        string? description = Text(fields, CsvColumn.Description, required: false, ref problem);
        string? bad = CsvValues.Quantity(fields[header[CsvColumn.Quantity]], out int quantity) ?? TransactionRules.Quantity(quantity);
        Note(CsvColumn.Quantity, bad, ref problem);
        bad = CsvValues.Price(fields[header[CsvColumn.Price]], out decimal price) ?? TransactionRules.UnitPrice(price);
        Note(CsvColumn.Price, bad, ref problem);
        if (product is not null) Note(CsvColumn.Product, TransactionRules.Id(product), ref problem);
        if (description is not null) Note(CsvColumn.Description, TransactionRules.Text(description), ref problem);
        return new SaleLine(product ?? string.Empty, description, quantity, price);
    }

    private string? Id(in CsvFields fields, CsvColumn column, bool required, ref string? problem) =>
        Text(fields[header[column]].Trim(Blanks), column, required, ref problem) is { } id ? IdText.OfField(id) : null;

    private string? Text(in CsvFields fields, CsvColumn column, bool required, ref string? problem) =>
        Text(fields[header[column]], column, required, ref problem);

    private string? Text(ReadOnlySpan<byte> utf8, CsvColumn column, bool required, ref string? problem)
    {
        if (utf8.IsEmpty)
        {
            if (required) Note(column, "missing", ref problem);
            return null;
        }

        string? text = _texts.Get(utf8);
        if (text is null) Note(column, NotUtf8, ref problem);
        return text;
    }

    /// <summary>The first thing that is wrong with a row is the one that is told.</summary>
    private void Note(CsvColumn column, string? found, ref string? problem)
    {
        if (found is not null) problem ??= Reason(column, found);
    }

    private string Reason(CsvColumn column, string problem) => $"{header.NameOf(column)}: {problem}";
}
