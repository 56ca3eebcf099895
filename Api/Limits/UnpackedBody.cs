using RetailGrains.Imports;
using RetailGrains.IO;

namespace RetailGrains.Api.Limits;

/// <summary>Unpacks a body up to a maximum length and compression ratio.</summary>
internal sealed class UnpackedBody(Stream packed, long most) : ForwardStream
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

    private static BadHttpRequestException TooMuch() =>
        new("The body is too large when it is decompressed.", StatusCodes.Status413PayloadTooLarge);
}
