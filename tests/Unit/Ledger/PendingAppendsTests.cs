using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class PendingAppendsTests
{
    private readonly PendingAppends _pending = new();

    [Fact]
    public void A_group_keeps_the_order_of_arrival_and_its_limits()
    {
        Add(urgent: false, ("a", 3), ("b", 3));
        Add(urgent: true, ("c", 3), ("d", 3));
        Assert.Equal(12, _pending.Lines);
        Assert.Equal(["a", "b"], Take(transactions: 10, lines: 8));
        Assert.Equal(["c"], Take(transactions: 1, lines: 8));
        Assert.Equal(["d"], Take(transactions: 1, lines: 8));
        Assert.Equal((0, true), (_pending.Lines, _pending.IsEmpty));
    }

    [Fact]
    public void A_transaction_larger_than_the_limit_forms_its_own_group()
    {
        Add(urgent: false, ("large", 50), ("b", 1));
        Assert.Equal(["large"], Take(transactions: 10, lines: 8));
    }

    [Fact]
    public void A_group_is_limited_in_bytes_and_the_backlog_is_counted_in_bytes()
    {
        PendingBatch batch = Add(urgent: false, ("a", 1), ("b", 1), ("c", 1));
        Assert.Equal(Enumerable.Range(0, 3).Sum(batch.SizeOf), _pending.Bytes);
        Assert.Equal(["a", "b"], Take(transactions: 10, lines: 10, bytes: batch.SizeOf(0) + batch.SizeOf(1)));
        Assert.Equal(["c"], Take(transactions: 10, lines: 10, bytes: 1));
        Assert.Equal(0, _pending.Bytes);
    }

    [Fact]
    public void Expired_transactions_leave_the_queue()
    {
        PendingBatch expired = Add(urgent: false, ("a", 3), ("b", 3));
        Add(urgent: false, ("c", 1));
        expired.Answer(0, new AppendResult(AppendStatus.Recorded, new Position(3, 1)));
        AppendResult[] results = expired.Expire();
        Assert.Equal([AppendStatus.Recorded, AppendStatus.Busy], results.Select(result => result.Status));
        _pending.DropExpired();
        Assert.Equal(1, _pending.Lines);
        expired.Answer(1, new AppendResult(AppendStatus.Recorded, new Position(3, 2)));
        Assert.Equal(AppendStatus.Busy, results[1].Status); // the caller already has its answer
    }

    [Fact]
    public void Expired_transactions_are_in_no_group()
    {
        Add(urgent: false, ("a", 1));
        PendingBatch expired = Add(urgent: false, ("b", 1), ("c", 1));
        Add(urgent: false, ("d", 1));
        expired.Expire();
        Assert.Equal(["a", "d"], Take(transactions: 10, lines: 10));
        Assert.Equal(0, _pending.Lines);
    }

    [Fact]
    public async Task Refusing_answers_all_pending_transactions_as_busy()
    {
        PendingBatch batch = Add(urgent: false, ("a", 1), ("b", 1));
        _pending.Refuse();
        Assert.All(await batch.Done, result => Assert.Equal(AppendStatus.Busy, result.Status));
        Assert.Equal((0, true), (_pending.Lines, _pending.IsEmpty));
    }

    private PendingBatch Add(bool urgent, params (string Id, int Lines)[] sales)
    {
        var batch = new PendingBatch([.. sales.Select(sale => LedgerSamples.Sale(sale.Id, lines: sale.Lines))], urgent);
        _pending.Add(batch);
        return batch;
    }

    private IEnumerable<string> Take(int transactions, int lines, long bytes = long.MaxValue) =>
        _pending.TakeGroup(transactions, lines, bytes).Select(pending => pending.Transaction.TransactionId);
}
