using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Json;
using Xunit;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class NdjsonItemsTests
{
    [Fact]
    public async Task A_damaged_compressed_stream_ends_with_an_item_that_states_the_reason()
    {
        var sent = new Pipe();
        NdjsonItems items = Unpacked(sent.Reader.AsStream());
        await sent.Writer.WriteAsync(Packed(3));
        List<ReadItem>? first = await items.NextAsync(CancellationToken.None);
        Assert.Equal(["T0", "T1", "T2"], first!.Select(item => item.TransactionId));
        await sent.Writer.WriteAsync("no deflate at all"u8.ToArray());
        ReadItem last = Assert.Single((await items.NextAsync(CancellationToken.None))!);
        Assert.StartsWith("cannot be read; the stream ends here", last.Problems!.ToDictionary()["$"][0], StringComparison.Ordinal);
        Assert.Null(await items.NextAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(2_500)]
    [InlineData(3_000)]
    public async Task Lines_that_arrive_together_become_items_a_thousand_at_once(int lines)
    {
        var sent = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var items = new NdjsonItems(sent.Reader, new TransactionReader(TimeProvider.System));
        await sent.Writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", lines))));
        await sent.Writer.CompleteAsync();
        var read = new List<int>();
        while (await items.NextAsync(CancellationToken.None) is { } some)
        {
            read.Add(some.Count);
            Assert.True(items.HasMore); // more lines, or the end
        }

        Assert.Equal(lines, read.Sum());
        Assert.True(read.Max() <= 1_000, $"{read.Max()} items at once");
    }

    [Fact]
    public async Task A_body_that_is_not_gzip_is_refused_as_a_whole() =>
        await Assert.ThrowsAsync<InvalidDataException>(
            async () => await Unpacked(new MemoryStream("no gzip at all"u8.ToArray())).NextAsync(CancellationToken.None));

    private static NdjsonItems Unpacked(Stream packed) => new(
        PipeReader.Create(new GZipStream(packed, CompressionMode.Decompress)), new TransactionReader(TimeProvider.System));

    /// <summary>Complete blocks of a compressed stream, without its end.</summary>
    private static byte[] Packed(int lines)
    {
        using var packed = new MemoryStream();
        using var gzip = new GZipStream(packed, CompressionLevel.Fastest);
        for (int n = 0; n < lines; n++)
        {
            gzip.Write(Encoding.UTF8.GetBytes(
                $$"""{"transactionId":"T{{n}}","storeId":"s","occurredAt":"2026-02-03T14:00:00","lines":[{"productId":"p","quantity":1,"unitPrice":2}]}"""
                + "\n"));
        }

        gzip.Flush();
        return packed.ToArray();
    }
}
