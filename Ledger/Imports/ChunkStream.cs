namespace RetailGrains.Ledger.Imports;

/// <summary>
/// A stored file, read forward; each chunk is loaded when the reader reaches it. It supports asynchronous reads only, because loading a
/// chunk may be slow.
/// </summary>
/// <param name="chunk">Returns the chunk with this number, from 0; null after the last.</param>
internal sealed class ChunkStream(Func<int, CancellationToken, Task<byte[]?>> chunk) : Stream
{
    private byte[]? _current = [];
    private int _at;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_current is not null && _at == _current.Length)
        {
            _current = await chunk(_next++, cancellationToken);
            _at = 0;
        }

        if (_current is null) return 0;
        int count = Math.Min(buffer.Length, _current.Length - _at);
        _current.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
