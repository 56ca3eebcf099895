using System.Globalization;
using System.Text;
using CsCheck;
using CsvHelper;
using CsvHelper.Configuration;
using RetailGrains.Imports;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Imports;

public sealed class CsvPropertyTests
{
    private static readonly string[] Columns =
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country", "Extra"];

    private static readonly Gen<string> Word = Gen.String[Gen.Char["abC 1,\"é東'"], 1, 12].Where(word => !string.IsNullOrWhiteSpace(word));

    private static readonly Gen<string> Id = Word.Select(word => word.Trim());

    private static readonly Gen<string> Text = Gen.String[Gen.Char["abC 1,\"é東'\n\r"], 1, 30];

    private static readonly Gen<Row> AnyRow = Gen.Select(
        Gen.Int[1, 12],
        Id,
        Gen.OneOf(Text, Gen.Const(string.Empty)),
        Gen.Int[-1_000_000, 1_000_000].Where(q => q != 0),
        Gen.DateTime[new DateTime(2001, 1, 1), new DateTime(2025, 1, 1)],
        Gen.Select(
            Gen.Int[-999_999, 999_999], Gen.Int[0, 4], (digits, scale) => new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)scale)),
        Gen.OneOf(Id, Gen.Const(string.Empty)),
        Id).Select((invoice, product, description, quantity, time, price, customer, country) => new Row(
            $"{"CA5"[invoice % 3]}{invoice}", product, description, quantity, new DateTime(time.Ticks / 10_000_000 * 10_000_000), price,
            customer, country));

    private static readonly Gen<File> AnyFile = Gen.Select(
        Gen.Select(AnyRow, Gen.Enum<Damage>(), Gen.Int[0, 9], (row, damage, dice) => row with { Damage = dice == 0 ? damage : Damage.None })
            .Array[0, 40],
        Gen.Shuffle(Columns),
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        (rows, columns, quoteAll, crlf, gzip) => new File(Agreeing(rows), columns, quoteAll, crlf, gzip));

    private enum Damage
    {
        None,
        Text,
        Decimals,
        Month,
        NoProduct,
        TooLarge,
        OpenQuote,
        Columns,
    }

    [Fact]
    public Task Every_invoice_is_passed_on_once_and_exactly_or_is_rejected() => AnyFile.SampleAsync(async file =>
    {
        ReadFile read = await ImportFiles.ReadAsync(file.Bytes());
        Dictionary<string, Row[]> invoices = file.Rows.Where(r => file.InvoiceIsReadable(r)).GroupBy(r => r.Invoice)
            .ToDictionary(g => g.Key, g => g.ToArray());
        string[] good = [.. invoices.Where(i => i.Value.All(r => r.Damage == Damage.None)).Select(i => i.Key)];

        Assert.Equal(good.Order(), read.Transactions.Select(t => t.TransactionId).Order());
        foreach (SaleTransaction transaction in read.Transactions) AssertIs(invoices[transaction.TransactionId], transaction);
        Assert.Equal(
            file.Rows.Zip(file.FileLines(), (row, line) => (Line: line, Row: row)).Where(r => r.Row.Damage != Damage.None)
                .Select(r => (r.Line, file.InvoiceIsReadable(r.Row) ? r.Row.Invoice : string.Empty)),
            read.Causes.OrderBy(r => r.Line).Select(r => (r.Line, r.Receipt)));
        Assert.Equal(file.Rows.Length, read.Transactions.Sum(t => t.Lines.Length) + read.RejectedRows);
        Assert.Equal(file.Rows.Length, read.Survey.Rows);
        Assert.Equal(read.RejectedRows, read.Rejects.Select(r => r.Line).Distinct().Count());
        Assert.Equal(
            invoices.Count - good.Length + file.Rows.Count(r => !file.InvoiceIsReadable(r)), read.RejectedInvoices);
    }, iter: 1_000);

    [Fact]
    public void Well_formed_rows_are_split_as_a_well_known_library_splits_them() =>
        Gen.Select(Gen.OneOf(Word, Text).Array[1, 8], Gen.Bool).Sample((fields, quoteAll) =>
        {
            string line = string.Join(',', fields.Select(f => Quoted(f, quoteAll)));
            using var parser = new CsvParser(
                new StringReader(line), new CsvConfiguration(CultureInfo.InvariantCulture) { IgnoreBlankLines = false });
            Assert.True(parser.Read());
            CsvFields split = new CsvSplitter(20).Split(Encoding.UTF8.GetBytes(line));
            var ours = new string[split.Count];
            for (int i = 0; i < ours.Length; i++) ours[i] = Encoding.UTF8.GetString(split[i]);
            Assert.False(split.Broken);
            Assert.Equal(parser.Record, ours);
        });

    [Fact]
    public void Records_end_where_a_well_known_library_ends_them() =>
        Gen.Select(Gen.OneOf(Word, Text).Array[2, 6].Array[1, 8], Gen.Bool, Gen.Bool).SampleAsync(async (records, quoteAll, crlf) =>
        {
            string text =
                string.Concat(records.Select(record => string.Join(',', record.Select(f => Quoted(f, quoteAll))) + (crlf ? "\r\n" : "\n")));
            using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture));
            var expected = new List<string>();
            while (parser.Read()) expected.Add(string.Join('|', parser.Record!));
            var lines = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), long.MaxValue);
            var ours = new List<string>();
            var splitter = new CsvSplitter(20);
            do
            {
                while (lines.TryRead())
                {
                    CsvFields split = splitter.Split(lines.Line);
                    Assert.False(split.Broken);
                    Assert.Equal(0, lines.TornFrom);
                    var fields = new string[split.Count];
                    for (int i = 0; i < fields.Length; i++) fields[i] = Encoding.UTF8.GetString(split[i]);
                    ours.Add(string.Join('|', fields));
                }
            }
            while (await lines.FillAsync(default));
            Assert.Equal(expected, ours);
        });

    /// <summary>Gives all rows of an invoice the time, store and customer of its first row.</summary>
    private static Row[] Agreeing(Row[] rows)
    {
        Dictionary<string, Row> heads = rows.GroupBy(row => row.Invoice).ToDictionary(its => its.Key, its => its.First());
        return Array.ConvertAll(rows, row => row with
        {
            Time = heads[row.Invoice].Time,
            Customer = heads[row.Invoice].Customer,
            Country = heads[row.Invoice].Country,
        });
    }

    private static void AssertIs(Row[] rows, SaleTransaction transaction)
    {
        Assert.Equal(rows[0].Country.Trim(), transaction.StoreId);
        Assert.Equal(rows[0].Customer.Trim(), transaction.CustomerId ?? string.Empty);
        Assert.Equal(rows[0].Time, transaction.Time.Wall);
        Assert.Equal(
            rows.Select(r => (r.Product.Trim(), r.Description, (decimal)r.Quantity, r.Price)),
            transaction.Lines.Select(l => (l.ProductId, l.Description ?? string.Empty, l.Quantity, l.UnitPrice)));
    }

    private static string Quoted(string field, bool always) =>
        always || field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private sealed record Row(
        string Invoice, string Product, string Description, int Quantity, DateTime Time, decimal Price, string Customer, string Country)
    {
        public Damage Damage { get; init; }
    }

    private sealed record File(Row[] Rows, string[] Columns, bool QuoteAll, bool CrLf, bool Gzip)
    {
        public byte[] Bytes()
        {
            string lineBreak = CrLf ? "\r\n" : "\n";
            byte[] bytes =
                Encoding.UTF8.GetBytes(string.Join(',', Columns) + lineBreak + string.Concat(Rows.Select(r => Line(r) + lineBreak)));
            return Gzip ? ImportFiles.Gzip(bytes) : bytes;
        }

        /// <summary>The line on which each row begins.</summary>
        public IEnumerable<long> FileLines()
        {
            long line = 2;
            foreach (Row row in Rows)
            {
                yield return line;
                line += 1 + Line(row).Count(c => c == '\n');
            }
        }

        /// <summary>Fields after one with broken quotes cannot be identified.</summary>
        public bool InvoiceIsReadable(Row row) =>
            row.Damage != Damage.OpenQuote || Array.IndexOf(Columns, "InvoiceNo") < Array.IndexOf(Columns, "Description");

        private string Line(Row row)
        {
            string line = string.Join(',', Columns.Select(column => Field(row, column)));
            return row.Damage == Damage.Columns ? line + ",1" : line;
        }

        private string Field(Row row, string column) => (column, row.Damage) switch
        {
            ("Quantity", Damage.Text) => "many",
            ("Quantity", Damage.TooLarge) => "99999999999999999999",
            ("UnitPrice", Damage.Decimals) => "0.00001",
            ("InvoiceDate", Damage.Month) => "2020-13-01 10:00:00",
            ("StockCode", Damage.NoProduct) => string.Empty,
            ("Description", Damage.OpenQuote) => "x\"",
            ("InvoiceNo", _) => Quoted(row.Invoice, QuoteAll),
            ("StockCode", _) => Quoted(row.Product, QuoteAll),
            ("Description", _) => Quoted(row.Description, QuoteAll),
            ("Quantity", _) => row.Quantity.ToString(CultureInfo.InvariantCulture),
            ("InvoiceDate", _) => row.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ("UnitPrice", _) => row.Price.ToString(CultureInfo.InvariantCulture),
            ("CustomerID", _) => Quoted(row.Customer, QuoteAll),
            ("Country", _) => Quoted(row.Country, QuoteAll),
            _ => "extra",
        };
    }
}
