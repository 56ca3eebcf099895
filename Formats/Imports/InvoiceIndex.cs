using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using RetailGrains.Text;

namespace RetailGrains.Imports;

/// <summary>Maps a file's receipts to their last rows. The keys are the bytes of the file, so that a row allocates no string.</summary>
public sealed class InvoiceIndex
{
    private readonly Dictionary<string, long> _lastRows = new(Utf8Comparer.Instance);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;

    public InvoiceIndex() => _byUtf8 = _lastRows.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _lastRows.Count;

    /// <summary>An estimate of the index's memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a row of a receipt. Rows must be added in order.</summary>
    public void Observe(ReadOnlySpan<byte> invoice, long row)
    {
        ref long lastRow = ref CollectionsMarshal.GetValueRefOrAddDefault(_byUtf8, invoice, out bool known);
        lastRow = row;
        if (!known) Bytes += ImportMemory.OfInvoice(invoice.Length);
    }

    /// <summary>Returns the receipt's id as a string, and its last row.</summary>
    public (string Invoice, long LastRow) Find(ReadOnlySpan<byte> invoice) =>
        _byUtf8.TryGetValue(invoice, out string? found, out long lastRow)
            ? (found, lastRow)
            : throw new InvalidOperationException("The file changed between its two readings.");

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
            utf8.Length > text.Length && Encoding.UTF8.GetByteCount(text) == utf8.Length
                && utf8.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }
}
