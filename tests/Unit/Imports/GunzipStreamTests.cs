using System.Text;
using CsCheck;
using RetailGrains.Imports;

namespace RetailGrains.Tests.Unit.Imports;

/// <summary>Gzip data is unpacked completely or not at all.</summary>
public sealed class GunzipStreamTests
{
    private static readonly Gen<byte[]> Member =
        Gen.OneOf(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 30_000], Gen.Byte[0, 3].Array[0, 60_000]);

    [Fact]
    public void Members_are_uncompressed_one_after_the_other() =>
        Gen.Select(Member.Array[1, 5], Gen.Int[1, 9_000]).SampleAsync(async (members, piece) =>
    {
        byte[] packed = [.. members.SelectMany(ImportFiles.Gzip)];
        Assert.Equal(members.SelectMany(m => m), await UnpackAsync(packed, piece));
    }, iter: 300);

    [Fact]
    public void Damage_is_reported_and_no_data_is_lost_silently() =>
        Gen.Select(Member.Array[1, 3], Gen.Int[0, 3], Gen.Double[0, 1], Gen.Byte.Array[1, 30]).SampleAsync(
            async (members, how, where, junk) =>
        {
            byte[] good = [.. members.SelectMany(ImportFiles.Gzip)];
            int at = (int)(where * (good.Length - 1));
            byte[] bad = how switch
            {
                0 => good[..at],
                1 => [.. good, .. junk],
                2 => [.. good[..at], .. junk, .. good[at..]],
                _ => [.. good[..at], (byte)(good[at] ^ 1), .. good[(at + 1)..]],
            };
            byte[] unpacked;
            try
            {
                unpacked = await UnpackAsync(bad, 4_096);
            }
            catch (InvalidDataException)
            {
                return;
            }

            // Some damage cannot be detected. Not every byte of a member's header matters, and a cut or an insertion at a member's end may
            // leave complete members.
            byte[] all = [.. members.SelectMany(m => m)];
            Assert.True(unpacked.SequenceEqual(all) || (how == 0 && all.AsSpan().StartsWith(unpacked)));
        }, iter: 3_000);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5_000)]
    public async Task Junk_between_and_after_members_is_refused(int length)
    {
        byte[] one = ImportFiles.Gzip(Encoding.ASCII.GetBytes("one")), two = ImportFiles.Gzip(Encoding.ASCII.GetBytes("two"));
        byte[] junk = [.. Enumerable.Repeat((byte)'j', length)];
        await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync([.. one, .. junk, .. two], 4_096));
        await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync([.. one, .. two, .. junk], 4_096));
        await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync([.. one, .. new byte[length]], 4_096));
    }

    /// <summary>
    /// Empty members that .NET does not write. gzip writes the first one for an empty file, and bgzip writes the second one at the end of
    /// every file. The others are further forms of empty data.
    /// </summary>
    [Theory]
    [InlineData("1F8B0800000000000003" + "0300" + "0000000000000000")]
    [InlineData("1F8B08040000000000FF0600424302001B00" + "0300" + "0000000000000000")]
    [InlineData("1F8B0800000000000003" + "010000FFFF" + "0000000000000000")]
    [InlineData("1F8B0800000000000003" + "000000FFFF" + "0300" + "0000000000000000")]
    public async Task Empty_members_hide_no_others(string hex)
    {
        byte[] empty = Convert.FromHexString(hex);
        byte[] one = ImportFiles.Gzip("one"u8.ToArray()), two = ImportFiles.Gzip("two"u8.ToArray());
        foreach (int piece in (int[])[1, 4_096])
        {
            Assert.Empty(await UnpackAsync(empty, piece));
            Assert.Equal("onetwo"u8.ToArray(), await UnpackAsync([.. empty, .. one, .. empty, .. empty, .. two, .. empty], piece));
        }
    }

    private static async Task<byte[]> UnpackAsync(byte[] packed, int piece)
    {
        await using var gzip = new GunzipStream(new Pieces(packed, piece));
        using var unpacked = new MemoryStream();
        await gzip.CopyToAsync(unpacked);
        return unpacked.ToArray();
    }

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
