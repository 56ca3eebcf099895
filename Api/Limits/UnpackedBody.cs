using System.IO;
using RetailGrains.Imports;

namespace RetailGrains.Api.Limits;

/// <summary>A body that can be read once, forwards, and asynchronously.</summary>
internal abstract class BodyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Counts what is read of a body.</summary>
internal sealed class CountedBody(Stream body) : BodyStream
{
    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer, cancellationToken);
        Count += read;
        return read;
    }
}

/// <summary>Unpacks a body, up to a length and up to a ratio.</summary>
internal sealed class UnpackedBody : BodyStream
{
    /// <summary>Sales compress by 10 to 40; what was made to fill memory, by up to 1,000.</summary>
    private const int MostRatio = 100;

    /// <summary>Below it the ratio is of no matter.</summary>
    private const int FreeBytes = 1024 * 1024;

    private readonly CountedBody _packed;
    private readonly GunzipStream _gzip;
    private readonly long _most;
    private long _length;

    public UnpackedBody(Stream packed, long most)
    {
        _packed = new CountedBody(packed);
        _gzip = new GunzipStream(_packed);
        _most = most;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await _gzip.ReadAsync(buffer, cancellationToken);
        _length += read;
        if (_length > _most || (_length > FreeBytes && _length > _packed.Count * MostRatio))
            throw new BadHttpRequestException("The body unpacks to too much.", StatusCodes.Status413PayloadTooLarge);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await _gzip.DisposeAsync();
        await base.DisposeAsync();
    }
}
