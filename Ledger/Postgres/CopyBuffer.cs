using System.Text;
using RetailGrains.Ledger.Bytes;

namespace RetailGrains.Ledger.Postgres;

/// <summary>
/// Encodes rows for COPY in PostgreSQL's binary format. A row is encoded without waiting, which costs a fraction of a call of the driver
/// for each of its values. Pure.
/// </summary>
/// <remarks>
/// Source of the format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format". A value has the form that its type's
/// receive function reads (<c>src/backend/utils/adt</c> of PostgreSQL).
/// </remarks>
internal sealed class CopyBuffer : IDisposable
{
    private const int InitialSize = 4 << 10;
    private const int IntegerOid = 23;
    private const int TextOid = 25;
    private const int NumericOid = 1700;
    private const int NoValue = -1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly int FirstDay = new DateOnly(2000, 1, 1).DayNumber;
    private static readonly long FirstTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8];

    private BigEndianBuffer _buffer = new(InitialSize);

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.Written;

    public int Length => _buffer.Length;

    public void Clear() => _buffer.Clear();

    public void Dispose() => _buffer.Dispose();

    /// <summary>Begins the data, with no flags and no extension of the header.</summary>
    public void Begin()
    {
        _buffer.Bytes(Signature);
        _buffer.Int32(0);
        _buffer.Int32(0);
    }

    public void BeginRow(int columns) => _buffer.Int16((short)columns);

    /// <summary>Ends the data.</summary>
    public void End() => _buffer.Int16(-1);

    public void WriteNull() => _buffer.Int32(NoValue);

    public void Write(bool value)
    {
        _buffer.Int32(sizeof(byte));
        _buffer.Take(sizeof(byte))[0] = value ? (byte)1 : (byte)0;
    }

    public void Write(short value)
    {
        _buffer.Int32(sizeof(short));
        _buffer.Int16(value);
    }

    public void Write(int value)
    {
        _buffer.Int32(sizeof(int));
        _buffer.Int32(value);
    }

    public void Write(int? value)
    {
        if (value is { } given) Write(given);
        else WriteNull();
    }

    public void Write(long value)
    {
        _buffer.Int32(sizeof(long));
        _buffer.Int64(value);
    }

    public void Write(string? value)
    {
        if (value is null) WriteNull();
        else _buffer.Text(value, Utf8);
    }

    public void Write(DateOnly value) => Write(value.DayNumber - FirstDay);

    /// <summary>Writes a time of UTC, in whole microseconds.</summary>
    public void Write(DateTime value) => Write((value.Ticks - FirstTicks) / TimeSpan.TicksPerMicrosecond);

    public void Write(Guid? value)
    {
        const int Size = 16;
        if (value is { } given)
        {
            _buffer.Int32(Size);
            given.TryWriteBytes(_buffer.Take(Size), bigEndian: true, out _);
        }
        else
        {
            WriteNull();
        }
    }

    public void Write(ReadOnlySpan<byte> value)
    {
        _buffer.Int32(value.Length);
        _buffer.Bytes(value);
    }

    /// <summary>Writes one text of each item as an array.</summary>
    public void WriteTexts<T>(ReadOnlySpan<T> items, Func<T, string?> text)
    {
        int start = BeginArray(TextOid, items.Length);
        foreach (T item in items)
        {
            if (text(item) is { } value) _buffer.Text(value, Utf8);
            else NullIn(start);
        }

        End(start);
    }

    /// <summary>Writes one number of each item as an array.</summary>
    public void WriteIntegers<T>(ReadOnlySpan<T> items, Func<T, int> number)
    {
        int start = BeginArray(IntegerOid, items.Length);
        foreach (T item in items) Write(number(item));
        End(start);
    }

    /// <summary>Writes one number of each item as an array. Each keeps its number of decimals.</summary>
    public void WriteNumbers<T>(ReadOnlySpan<T> items, Func<T, decimal?> number)
    {
        int start = BeginArray(NumericOid, items.Length);
        foreach (T item in items)
        {
            if (number(item) is { } value) Number(value);
            else NullIn(start);
        }

        End(start);
    }

    /// <summary>Writes the digits in groups of four, the most significant first, without zero groups at either end.</summary>
    private void Number(decimal value)
    {
        Span<short> groups = stackalloc short[CopyNumber.MaxGroups];
        CopyNumber number = CopyNumber.Of(value, groups);
        int start = BeginValue();
        _buffer.Int16((short)number.Groups.Length);
        _buffer.Int16(number.Weight);
        _buffer.Int16(number.Sign);
        _buffer.Int16(number.Scale);
        foreach (short group in number.Groups) _buffer.Int16(group);
        End(start);
    }

    /// <summary>Begins an array of one dimension, or of none when it is empty.</summary>
    private int BeginArray(int oid, int length)
    {
        int start = BeginValue();
        _buffer.Int32(length == 0 ? 0 : 1);
        _buffer.Int32(0);
        _buffer.Int32(oid);
        if (length == 0) return start;
        _buffer.Int32(length);
        _buffer.Int32(1);
        return start;
    }

    /// <summary>Writes an item without a value of the array that began at this place, and marks the array.</summary>
    private void NullIn(int start)
    {
        WriteNull();
        _buffer.Replace(start + sizeof(int) + sizeof(int), 1);
    }

    /// <summary>Leaves room for the size of a value; returns its place.</summary>
    private int BeginValue()
    {
        int start = Length;
        _buffer.Int32(0);
        return start;
    }

    private void End(int start) => _buffer.Replace(start, Length - start - sizeof(int));
}
