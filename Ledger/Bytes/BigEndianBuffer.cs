using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RetailGrains.Ledger.Bytes;

/// <summary>A growing buffer of pooled memory for binary formats: whole numbers are big-endian, texts follow their length.</summary>
internal struct BigEndianBuffer(int firstSize) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(firstSize);

    public int Length { get; private set; }

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);

    public void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes a text's length in bytes, as 32 bits, and the text.</summary>
    public void Text(string value, Encoding encoding)
    {
        int start = Length;
        Reserve(sizeof(int) + encoding.GetMaxByteCount(value.Length));
        Length += sizeof(int);
        Length += encoding.GetBytes(value, _bytes.AsSpan(Length));
        Replace(start, Length - start - sizeof(int));
    }

    /// <summary>Replaces the 32 bits at a place.</summary>
    public readonly void Replace(int place, int value) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(place), value);

    /// <summary>Returns the next bytes, to be filled in.</summary>
    public Span<byte> Take(int size)
    {
        Reserve(size);
        Span<byte> taken = _bytes.AsSpan(Length, size);
        Length += size;
        return taken;
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - Length >= size) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + size));
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
