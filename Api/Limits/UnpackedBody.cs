using System.IO;
using RetailGrains.Imports;

namespace RetailGrains.Api.Limits;

/// <summary>A forward-only, asynchronous stream of a body.</summary>
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

/// <summary>Unpacks a body up to a maximum length and compression ratio.</summary>
internal sealed class UnpackedBody(Stream packed, long most) : BodyStream
{
    private readonly GunzipStream _gzip = new(packed);
    private long _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await UnpackAsync(buffer, cancellationToken);
        _length += read;
        return _length > most ? throw TooMuch() : read;
    }

    public override async ValueTask DisposeAsync()
    {
        await _gzip.DisposeAsync();
        await base.DisposeAsync();
    }

    private async ValueTask<int> UnpackAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await _gzip.ReadAsync(buffer, cancel);
        }
        catch (GzipRatioException)
        {
            throw TooMuch();
        }
    }

    private static BadHttpRequestException TooMuch() => new("The body unpacks to too much.", StatusCodes.Status413PayloadTooLarge);
}
