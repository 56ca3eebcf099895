using System.IO.Pipelines;
using System.Text;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class NdjsonItemsTests
{
    private const string Good =
        """{"transactionId":"T","storeId":"S","occurredAt":"2010-12-01T08:26:00Z","lines":[{"productId":"P","quantity":1,"unitPrice":1}]}""";

    [Fact]
    public async Task A_broken_line_stops_no_other_and_blank_ones_do_not_count()
    {
        List<ReadItem> items = await ReadAllAsync($"\ufeff{Good}\n\n{{broken\n \r\n7\r\n{Good}");
        Assert.Equal([true, false, false, true], items.Select(item => item.Transaction is not null));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_once_and_the_next_is_read()
    {
        string padding = new(' ', 5 * 1024 * 1024);
        List<ReadItem> items = await ReadAllAsync($"{Good}\n{{{padding}}}\n{Good}\n");
        Assert.Equal([true, false, true], items.Select(item => item.Transaction is not null));
    }

    [Fact]
    public async Task Lines_are_given_as_soon_as_they_have_come()
    {
        var pipe = new Pipe();
        var items = new NdjsonItems(pipe.Reader, new TransactionReader(TimeProvider.System));
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Good + "\n" + Good[..20]));
        Assert.Single((await items.NextAsync(CancellationToken.None))!);
        Assert.False(items.HasMore);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Good[20..] + "\n"));
        Assert.Single((await items.NextAsync(CancellationToken.None))!);
        await pipe.Writer.CompleteAsync();
        Assert.Empty((await items.NextAsync(CancellationToken.None))!);
        Assert.Null(await items.NextAsync(CancellationToken.None));
    }

    private static async Task<List<ReadItem>> ReadAllAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var items = new NdjsonItems(PipeReader.Create(stream), new TransactionReader(TimeProvider.System));
        List<ReadItem> all = [];
        while (await items.NextAsync(CancellationToken.None) is { } some) all.AddRange(some);
        return all;
    }
}
