using RetailGrains.IO;

namespace RetailGrains.Ledger.Imports;

/// <summary>
/// A stored file, read forward; each chunk is loaded when the reader reaches it. It supports asynchronous reads only, because loading a
/// chunk may be slow.
/// </summary>
/// <param name="chunk">Returns the chunk with this number, from 0; null after the last.</param>
internal sealed class ChunkStream(Func<int, CancellationToken, Task<byte[]?>> chunk) : ForwardStream
{
    private byte[]? _current = [];
    private int _at;
    private int _next;

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
}
