using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using RetailGrains.Api.Limits;

namespace RetailGrains.Tests.Unit.Access;

public sealed class UnpackedBodyTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Well_compressed_data_within_the_limit_is_uncompressed_unchanged()
    {
        byte[] content = RandomNumberGenerator.GetBytes(MiB);
        Array.Clear(content, 0, content.Length - (64 * 1024));
        Assert.Equal(content, await UnpackAsync(content, long.MaxValue));
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_whatever_its_compressed_size()
    {
        byte[] content = RandomNumberGenerator.GetBytes(2 * MiB);
        Assert.Equal(content, await UnpackAsync(content, content.Length));
        await AssertRefusedAsync(content, content.Length - 1);
    }

    [Fact]
    public Task Zeros_that_are_compressed_to_almost_nothing_are_refused_by_their_ratio() =>
        AssertRefusedAsync(new byte[20 * MiB], long.MaxValue);

    private static async Task AssertRefusedAsync(byte[] content, long most)
    {
        BadHttpRequestException refused = await Assert.ThrowsAsync<BadHttpRequestException>(() => UnpackAsync(content, most));
        Assert.Equal(StatusCodes.Status413PayloadTooLarge, refused.StatusCode);
    }

    private static async Task<byte[]> UnpackAsync(byte[] content, long most)
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(content);
        packed.Position = 0;
        await using var unpacked = new UnpackedBody(packed, most);
        var result = new MemoryStream();
        await unpacked.CopyToAsync(result);
        return result.ToArray();
    }
}
