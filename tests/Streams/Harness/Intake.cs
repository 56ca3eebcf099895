using System.Collections.Concurrent;
using Orleans.Streams;
using RetailGrains.Streaming.Redis;

namespace RetailGrains.Tests.Streams.Harness;

/// <summary>Records the events that the consumers of a test ingest, and controls how they respond. All silos of a test share it.</summary>
internal sealed class Intake
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(int Number, StreamSequenceToken Token)>> _taken = new();
    private int _failures;

    /// <summary>A callback per stream, called before a delivery is ingested. It may wait or throw.</summary>
    public ConcurrentDictionary<string, Func<IReadOnlyList<int>, Task>> Before { get; } = new();

    public int Failures => _failures;

    public (int Number, StreamSequenceToken Token)[] Of(string stream) => _taken.TryGetValue(stream, out var taken) ? [.. taken] : [];

    /// <summary>The numbers of a stream in the order in which they were first ingested.</summary>
    public int[] FirstOf(string stream) => [.. Of(stream).Select(one => one.Number).Distinct()];

    public async Task TakeAsync(string stream, IList<SequentialItem<int>> items)
    {
        if (Before.TryGetValue(stream, out Func<IReadOnlyList<int>, Task>? before)) await before([.. items.Select(item => item.Item)]);
        ConcurrentQueue<(int, StreamSequenceToken)> taken = _taken.GetOrAdd(stream, _ => new());
        foreach (SequentialItem<int> item in items) taken.Enqueue((item.Item, item.Token));
    }

    public void OnFailure() => Interlocked.Increment(ref _failures);
}

/// <summary>Dead letters of a test.</summary>
internal sealed class DeadLetters : IRedisStreamDeadLetters
{
    private readonly ConcurrentQueue<RedisDeadLetter> _all = new();
    private readonly ConcurrentQueue<RedisDeadLetter> _refused = new();

    /// <summary>Whether a dead letter is accepted, per queue. The default is true.</summary>
    public ConcurrentDictionary<int, Func<RedisDeadLetter, bool>> Takes { get; } = new();

    public RedisDeadLetter[] Of(int queue) => [.. _all.Where(letter => letter.Entry.Queue == queue)];

    public RedisDeadLetter[] RefusedOf(int queue) => [.. _refused.Where(letter => letter.Entry.Queue == queue)];

    public ValueTask<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        bool takes = !Takes.TryGetValue(letter.Entry.Queue, out Func<RedisDeadLetter, bool>? answer) || answer(letter);
        (takes ? _all : _refused).Enqueue(letter);
        return ValueTask.FromResult(takes);
    }
}

/// <summary>A consumer with one activation per stream.</summary>
public interface INumbersGrain : IGrainWithStringKey;

[ImplicitStreamSubscription(NumbersAdapter.Namespace)]
internal sealed class NumbersGrain(Intake intake)
    : Grain, INumbersGrain, Orleans.Streams.Core.IStreamSubscriptionObserver, IAsyncBatchObserver<int>
{
    public Task OnSubscribed(Orleans.Streams.Core.IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(IList<SequentialItem<int>> items) => intake.TakeAsync(this.GetPrimaryKeyString(), items);

    public Task OnErrorAsync(Exception ex)
    {
        intake.OnFailure();
        return Task.CompletedTask;
    }
}
