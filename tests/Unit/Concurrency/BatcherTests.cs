using System.Collections.Concurrent;
using CsCheck;
using RetailGrains.Concurrency;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Concurrency;

public sealed class BatcherTests
{
    private static readonly Gen<(int[] Weights, int Max, int Parallel, int MinExtra)> Loads =
        Gen.Select(Gen.Int[1, 9].Array[0, 60], Gen.Int[1, 20], Gen.Int[1, 5], Gen.Int[1, 30]);

    [Fact]
    public Task Every_request_is_processed_once_in_batches_within_the_limits() => Loads.SampleAsync(
        async load =>
        {
            var done = new ConcurrentQueue<int>();
            int running = 0;
            int most = 0;
            int tooHeavy = 0;
            var batcher = new Batcher<int>(ProcessAsync, i => load.Weights[i], load.Max, load.Parallel, load.MinExtra);
            for (int i = 0; i < load.Weights.Length; i++) batcher.Add(i);
            await batcher.DisposeAsync();
            Assert.Equal(Enumerable.Range(0, load.Weights.Length), done.Order());
            Assert.InRange(most, 0, load.Parallel);
            Assert.Equal(0, tooHeavy);
            if (load.Parallel == 1) Assert.Equal(done.Order(), done);

            async Task ProcessAsync(IReadOnlyList<int> batch)
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                // A batch is full once it reaches the maximum weight, so only its last request may exceed it.
                if (batch.SkipLast(1).Sum(i => load.Weights[i]) >= load.Max) Interlocked.Increment(ref tooHeavy);
                foreach (int i in batch) done.Enqueue(i);
                await Task.Yield();
                Interlocked.Decrement(ref running);
            }
        },
        iter: 200);

    [Fact]
    public async Task Requests_that_arrive_during_a_batch_share_the_next_one()
    {
        var held = new Held(parallel: 1);
        held.Batcher.Add(1);
        await held.StartedAsync(1);
        for (int i = 2; i <= 5; i++) held.Batcher.Add(i);
        await held.ReleaseAllAsync();
        Assert.Equal([[1], [2, 3, 4, 5]], held.Batches);
    }

    [Fact]
    public async Task A_third_batch_starts_beside_two_only_when_enough_requests_wait()
    {
        var held = new Held(parallel: 4, minExtraWeight: 3);
        for (int i = 1; i <= 2; i++)
        {
            held.Batcher.Add(i);
            await held.StartedAsync(i);
        }

        held.Batcher.Add(3);
        held.Batcher.Add(4);
        Assert.Equal(2, held.Batches.Count);
        held.Batcher.Add(5);
        await held.StartedAsync(3);
        Assert.Equal((int[])[3, 4, 5], held.Batches.Last());
        await held.ReleaseAllAsync();
    }

    [Fact]
    public async Task Disposing_waits_for_added_requests_and_refuses_more()
    {
        var held = new Held(parallel: 1);
        held.Batcher.Add(1);
        await held.StartedAsync(1);
        held.Batcher.Add(2);
        Task disposed = held.Batcher.DisposeAsync().AsTask();
        Assert.Throws<ObjectDisposedException>(() => held.Batcher.Add(3));
        Assert.False(disposed.IsCompleted);
        await held.ReleaseAllAsync();
        await disposed;
        Assert.Equal([[1], [2]], held.Batches);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int known = most; value > known; known = most) Interlocked.CompareExchange(ref most, value, known);
    }

    /// <summary>A batcher whose batches run until they are released.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(int parallel, int minExtraWeight = 1) => Batcher = new Batcher<int>(
            batch =>
            {
                Batches.Enqueue([.. batch]);
                return _release.Task;
            },
            _ => 1,
            maxWeight: 100,
            parallel,
            minExtraWeight);

        public Batcher<int> Batcher { get; }

        public ConcurrentQueue<int[]> Batches { get; } = [];

        public Task StartedAsync(int batches) => Eventually.IsTrueAsync($"batch {batches} starts", () => Batches.Count == batches);

        public async Task ReleaseAllAsync()
        {
            _release.SetResult();
            await Batcher.DisposeAsync();
        }
    }
}
