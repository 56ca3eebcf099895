using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace RetailGrains.Imports;

/// <summary>A file's invoices, each with its last row. Asked with the bytes of the file, so that a row makes no string.</summary>
internal sealed class InvoiceIndex
{
    private readonly Dictionary<string, long> _lastRows = new(Utf8Comparer.Instance);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;

    public InvoiceIndex() => _byUtf8 = _lastRows.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _lastRows.Count;

    /// <summary>An estimate of the memory that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>A row of the invoice; later rows come later.</summary>
    public void Saw(ReadOnlySpan<byte> invoice, long row)
    {
        ref long lastRow = ref CollectionsMarshal.GetValueRefOrAddDefault(_byUtf8, invoice, out bool known);
        lastRow = row;
        if (!known) Bytes += ImportMemory.OfInvoice(invoice.Length);
    }

    /// <summary>The invoice as a string, and its last row.</summary>
    public (string Invoice, long LastRow) Find(ReadOnlySpan<byte> invoice) =>
        _byUtf8.TryGetValue(invoice, out string? found, out long lastRow)
            ? (found, lastRow)
            : throw new InvalidOperationException("The file has changed between its two readings.");

    private sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public static readonly Utf8Comparer Instance = new();

        public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);

        public bool Equals(ReadOnlySpan<byte> alternate, string other) =>
            (alternate.Length == other.Length && Ascii.Equals(alternate, other)) || EqualsAnyText(alternate, other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => Utf8Hash.Of(alternate);

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode([DisallowNull] string obj) => Utf8Hash.Of(Encoding.UTF8.GetBytes(obj));

        private static bool EqualsAnyText(ReadOnlySpan<byte> utf8, string text) =>
            utf8.Length > text.Length && Encoding.UTF8.GetByteCount(text) == utf8.Length && utf8.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }
}
