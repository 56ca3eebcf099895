using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RetailGrains.Ledger.Integrity;

/// <summary>Writes canonical values into a pooled buffer: whole numbers as big-endian, texts as their length and UTF-8.</summary>
internal ref struct CanonicalWriter
{
    private const int FirstSize = 4_096;
    private const byte Negative = 0x80;
    private const int MaxUtf8 = 3; // bytes per UTF-16 unit

    private byte[] _buffer;
    private int _length;

    public CanonicalWriter() => _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Byte(byte value) => Next(1)[0] = value;

    public void Int16(int value) => BinaryPrimitives.WriteInt16BigEndian(Next(2), checked((short)value));

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Next(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Next(8), value);

    public void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    public void Text(string value)
    {
        Span<byte> place = Reserve(4 + (value.Length * MaxUtf8));
        int count = Encoding.UTF8.GetBytes(value, place[4..]);
        BinaryPrimitives.WriteInt32BigEndian(place, count);
        _length += 4 + count;
    }

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
        Span<byte> place = Next(13);
        place[0] = (byte)(decimals | (negative ? Negative : 0));
        BinaryPrimitives.WriteUInt32BigEndian(place[1..], high);
        BinaryPrimitives.WriteUInt64BigEndian(place[5..], low);
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private Span<byte> Next(int count)
    {
        Span<byte> place = Reserve(count)[..count];
        _length += count;
        return place;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
