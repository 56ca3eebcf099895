using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Ledger;
using RetailGrains.Tracing;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>Transactions of several callers share a message, and each caller receives the result for its transaction.</summary>
public sealed class AppendBatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    [Fact]
    public async Task Transactions_that_arrive_while_a_message_is_in_progress_are_sent_together_in_the_next()
    {
        var partition = new HeldPartition();
        Task<AppendResult?> first = partition.SendAsync(1);
        await partition.ReceivedAsync(1);
        Task<AppendResult?>[] others = [partition.SendAsync(2), partition.SendAsync(3), partition.SendAsync(4)];
        partition.AnswerAll();
        Assert.Equal(1, (await first)?.Position.Sequence);
        Assert.Equal([2, 3, 4], (await Task.WhenAll(others)).Select(result => result!.Value.Position.Sequence));
        Assert.Equal([["1"], ["2", "3", "4"]], partition.Messages);
    }

    [Fact]
    public async Task Every_caller_gets_its_own_result() =>
        await Gen.Int[1, 60].SampleAsync(async count =>
        {
            var partition = new HeldPartition();
            partition.AnswerAll();
            AppendResult?[] results = await Task.WhenAll(Enumerable.Range(1, count).Select(n => Task.Run(() => partition.SendAsync(n))));
            Assert.Equal(
                Enumerable.Range(1, count).Select(HeldPartition.ResultOf), results.Select(result => result!.Value));
            Assert.Equal(
                Enumerable.Range(1, count).Select(n => $"{n}").Order(), partition.Messages.SelectMany(message => message).Order());
        }, iter: 50);

    [Fact]
    public async Task A_partition_that_does_not_answer_delays_no_later_transactions()
    {
        var partition = new HeldPartition();
        Task<AppendResult?> first = partition.SendAsync(1);
        await partition.ReceivedAsync(1);
        Task<AppendResult?> second = partition.SendAsync(2);
        while (partition.Messages.Count < 2) // although the partition has not answered the first message
        {
            partition.Time.Advance(AppendBatcher.MaxWait);
            await Task.Yield();
        }

        Assert.False(first.IsCompleted);
        partition.AnswerAll();
        Assert.Equal(2, (await second)?.Position.Sequence);
    }

    [Fact]
    public async Task A_cancelled_append_affects_no_other_caller_and_is_not_sent_later()
    {
        var partition = new HeldPartition();
        Task<AppendResult?> first = partition.SendAsync(1);
        await partition.ReceivedAsync(1);
        using var cancel = new CancellationTokenSource();
        Task<AppendResult?> givesUp = partition.SendAsync(2, cancel.Token);
        Task<AppendResult?> runsOut = partition.Batcher.AppendAsync(HeldPartition.Sale(3), TimeSpan.Zero, CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        Assert.Null(await runsOut);
        Task<AppendResult?> last = partition.SendAsync(4);
        partition.AnswerAll();
        Assert.Equal(1, (await first)?.Position.Sequence);
        Assert.Equal(4, (await last)?.Position.Sequence);
        Assert.Equal([["1"], ["4"]], partition.Messages);
    }

    [Fact]
    public async Task When_the_outcome_is_unknown_every_caller_of_the_message_receives_busy()
    {
        var partition = new HeldPartition { IsUnreachable = true };
        partition.AnswerAll();
        AppendResult?[] results = await Task.WhenAll(partition.SendAsync(1), partition.SendAsync(2));
        Assert.All(results, result => Assert.Null(result));
    }

    [Fact]
    public async Task A_message_continues_one_trace_and_further_sampled_callers_have_separate_messages()
    {
        var partition = new HeldPartition();
        Task<AppendResult?> first = partition.SendAsync(1);
        await partition.ReceivedAsync(1);
        Task<AppendResult?>[] others =
            [partition.SendAsync(2), SendTracedAsync(3, "a"), partition.SendAsync(4), SendTracedAsync(5, "b"), SendTracedAsync(6, "c")];
        partition.AnswerAll();
        await Task.WhenAll([first, .. others]);
        Assert.Equal([["1"], ["3", "2", "4"], ["5"], ["6"]], partition.Messages);
        Assert.Equal([null, "a", "b", "c"], partition.Traces);
        Assert.Null(CallTrace.Parent);

        async Task<AppendResult?> SendTracedAsync(int n, string trace)
        {
            CallTrace.Continue(trace);
            return await partition.SendAsync(n);
        }
    }

    [Fact]
    public async Task A_message_is_never_larger_than_the_limit()
    {
        var partition = new HeldPartition();
        Task<AppendResult?> first = partition.SendAsync(1);
        await partition.ReceivedAsync(1);
        SaleTransaction[] large = [.. Enumerable.Range(2, 40).Select(n => HeldPartition.Sale(n, descriptionLength: 600_000))];
        Task<AppendResult?>[] others =
            [.. large.Select(sale => partition.Batcher.AppendAsync(sale, Patience, CancellationToken.None))];
        partition.AnswerAll();
        await Task.WhenAll([first, .. others]);
        Assert.All(partition.Sizes, size => Assert.InRange(size, 1, TransactionSize.MaxWindowBytes));
        Assert.InRange(partition.Messages.Count, 4, 20);
    }

    /// <summary>A partition that withholds its answers until the test releases them.</summary>
    private sealed class HeldPartition
    {
        private readonly Lock _gate = new();
        private readonly List<string[]> _messages = [];
        private readonly TaskCompletionSource _answering = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldPartition() => Batcher = new AppendBatcher(ReceiveAsync, Time);

        public FakeTimeProvider Time { get; } = new();

        public AppendBatcher Batcher { get; }

        public bool IsUnreachable { get; init; }

        public List<long> Sizes { get; } = [];

        /// <summary>The trace of each message; null for none.</summary>
        public List<string?> Traces { get; } = [];

        public IReadOnlyList<string[]> Messages
        {
            get
            {
                lock (_gate) return [.. _messages];
            }
        }

        public static AppendResult ResultOf(int number) => new((AppendStatus)(1 + (number % 5)), new Position(0, number));

        public static SaleTransaction Sale(int number, int descriptionLength = 1) => new(
            $"{number}", "s", null, new SaleTime(new DateTime(2026, 3, 1), TimeSpan.Zero), TransactionKind.Sale,
            [new SaleLine("p", new string('x', descriptionLength), 1, 1)]);

        public Task<AppendResult?> SendAsync(int number, CancellationToken cancel = default) =>
            Batcher.AppendAsync(Sale(number), Patience, cancel);

        public void AnswerAll() => _answering.TrySetResult();

        public async Task ReceivedAsync(int messages)
        {
            while (Messages.Count < messages) await Task.Yield();
        }

        private async Task<AppendResult[]?> ReceiveAsync(SaleTransaction[] transactions)
        {
            lock (_gate)
            {
                _messages.Add(Array.ConvertAll(transactions, sale => sale.TransactionId));
                Traces.Add(CallTrace.Parent);
                Sizes.Add(transactions.Sum(TransactionSize.Of));
            }

            await _answering.Task;
            return IsUnreachable
                ? null
                : Array.ConvertAll(transactions, sale => ResultOf(int.Parse(sale.TransactionId, CultureInfo.InvariantCulture)));
        }
    }
}
