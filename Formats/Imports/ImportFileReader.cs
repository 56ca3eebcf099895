using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace RetailGrains.Imports;

/// <summary>
/// Reads a file twice. The first reading finds each receipt's last row; the second returns each receipt as soon as that row has been read.
/// So the rows of a receipt may be anywhere in the file, and memory holds only the incomplete receipts.
/// </summary>
public static class ImportFileReader
{
    /// <summary>Reads the file for the first time.</summary>
    /// <param name="stored">The file as it was sent. Gzip is detected by its first bytes, which no header can have.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="cancel">Cancels the reading.</param>
    /// <exception cref="ImportFileException">The file cannot be imported.</exception>
    public static async Task<ImportSurvey> SurveyAsync(Stream stored, ImportLimits limits, CancellationToken cancel)
    {
        await using Stream content = await UncompressAsync(stored, cancel);
        var lines = new LineReader(content, limits.MaxUncompressedBytes);
        CsvHeader header = await HeaderAsync(lines, cancel);
        var slashDates = new SlashDates();
        var reader = new RowReader(header, slashDates);
        var invoices = new InvoiceIndex();
        long rows = 0;
        do
        {
            while (lines.TryRead())
            {
                if (lines.Line.IsEmpty && !lines.TooLong) continue;
                rows++;
                reader.OnRow(lines.Line);
                if (reader.TryInvoice(reader.SplitToInvoice(lines.Line), out ReadOnlySpan<byte> invoice)) invoices.Observe(invoice, rows);
            }

            ImportMemory.Require(invoices.Bytes, limits);
            if (invoices.Count > limits.MaxInvoices)
                throw new ImportFileException($"The file has more than {limits.MaxInvoices:N0} invoices: split the file.");
        }
        while (await lines.FillAsync(cancel));
        return new ImportSurvey(header, rows, invoices, slashDates);
    }

    /// <summary>Reads the file for the second time.</summary>
    /// <param name="stored">The same file.</param>
    /// <param name="survey">The result of the first reading.</param>
    /// <param name="afterRow">Continue after the batch that ended with this row; 0 for the whole file.</param>
    /// <param name="asOf">
    /// The start of the import. Future times are judged against it, so that a later reading gives the same result.
    /// </param>
    /// <param name="endBatchAt">A batch must end with this row.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="cancel">Cancels the reading.</param>
    /// <exception cref="ImportFileException">The file cannot be imported.</exception>
    public static async IAsyncEnumerable<ImportBatch> ReadAsync(
        Stream stored,
        ImportSurvey survey,
        long afterRow,
        DateTimeOffset asOf,
        long endBatchAt,
        ImportLimits limits,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        await using Stream content = await UncompressAsync(stored, cancel);
        var lines = new LineReader(content, limits.MaxUncompressedBytes);
        await HeaderAsync(lines, cancel);
        var invoices = new InvoiceAssembler(survey, afterRow, asOf, endBatchAt, limits);
        do
        {
            while (lines.TryRead())
            {
                if (lines.Line.IsEmpty && !lines.TooLong) continue;
                invoices.Add(lines);
                bool stops = invoices.Rejects > limits.MaxRejects;
                if (stops || invoices.HasBatch) yield return invoices.TakeBatch();
                if (stops) throw TooManyRejects(limits);
            }
        }
        while (await lines.FillAsync(cancel));
        yield return invoices.TakeBatch();
    }

    /// <summary>The error for a file with too many rejects, whose rest is not read.</summary>
    public static ImportFileException TooManyRejects(ImportLimits limits) => new(
        $"More than {limits.MaxRejects:N0} receipts were rejected, so the import was stopped. The receipts before them are recorded; "
        + $"the problems list the first {limits.MaxRejects:N0}. Correct the file and send it again.");

    private static async Task<CsvHeader> HeaderAsync(LineReader lines, CancellationToken cancel)
    {
        bool found = false;
        do found = lines.TryRead();
        while (!found && await lines.FillAsync(cancel));
        if (!found) throw new ImportFileException("The file is empty.");
        if (!CsvHeader.TryParse(lines.Line, out CsvHeader? header, out string? problem))
            throw new ImportFileException($"The file {problem}.");
        lines.Columns = header.Count;
        return header;
    }

    private static async Task<Stream> UncompressAsync(Stream stored, CancellationToken cancel)
    {
        var pipe = PipeReader.Create(stored, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        ReadResult first = await pipe.ReadAtLeastAsync(2, cancel);
        bool gzip = IsGzip(first.Buffer);
        pipe.AdvanceTo(first.Buffer.Start);
        return gzip ? new GunzipStream(pipe.AsStream()) : pipe.AsStream();
    }

    private static bool IsGzip(in ReadOnlySequence<byte> buffer)
    {
        var magic = new SequenceReader<byte>(buffer);
        return magic.IsNext([0x1F, 0x8B]);
    }
}
