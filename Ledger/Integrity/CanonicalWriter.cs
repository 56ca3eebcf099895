using System.Buffers.Binary;
using System.Text;
using RetailGrains.Ledger.Bytes;

namespace RetailGrains.Ledger.Integrity;

/// <summary>Writes canonical values into a pooled buffer: whole numbers as big-endian, texts as their length and UTF-8.</summary>
internal ref struct CanonicalWriter
{
    private const int FirstSize = 4_096;
    private const byte Negative = 0x80;

    private BigEndianBuffer _buffer = new(FirstSize);

    public CanonicalWriter()
    {
    }

    public readonly ReadOnlySpan<byte> Written => _buffer.Written.Span;

    public void Byte(byte value) => _buffer.Take(1)[0] = value;

    public void Int16(int value) => _buffer.Int16(checked((short)value));

    public void Int32(int value) => _buffer.Int32(value);

    public void Int64(long value) => _buffer.Int64(value);

    public void Bytes(scoped ReadOnlySpan<byte> value) => _buffer.Bytes(value);

    public void Text(string value) => _buffer.Text(value, Encoding.UTF8);

    /// <summary>
    /// Writes the number of decimals without trailing zeros, with the sign in its highest bit, then the digits as a 96-bit integer. Equal
    /// values give equal bytes, whatever their scale.
    /// </summary>
    public void Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        (uint high, ulong low) = ((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        int decimals = value.Scale;
        if (high == 0)
        {
            while (decimals > 0 && low % 10 == 0) (low, decimals) = (low / 10, decimals - 1);
        }
        else
        {
            var digits = new UInt128(high, low);
            while (decimals > 0 && digits % 10 == 0) (digits, decimals) = (digits / 10, decimals - 1);
            (high, low) = ((uint)(digits >> 64), (ulong)digits);
        }

        bool negative = decimal.IsNegative(value) && (high, low) != (0, 0);
        Span<byte> place = _buffer.Take(13);
        place[0] = (byte)(decimals | (negative ? Negative : 0));
        BinaryPrimitives.WriteUInt32BigEndian(place[1..], high);
        BinaryPrimitives.WriteUInt64BigEndian(place[5..], low);
    }

    public void Dispose() => _buffer.Dispose();
}
