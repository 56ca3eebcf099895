using System.Collections.Concurrent;
using Orleans.Streams;
using RetailGrains.Streaming.Redis;

namespace RetailGrains.Streams;

/// <summary>What the consumers of a test took in, and what they are to do about it. One for all its silos.</summary>
internal sealed class Intake
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(int Number, StreamSequenceToken Token)>> _taken = new();
    private int _failures;
    private int _calls;

    /// <summary>Asked before a delivery is taken in: it may wait, or throw. By stream key and numbers.</summary>
    public Func<string, IReadOnlyList<int>, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public int Failures => _failures;

    public int Calls => _calls;

    public int Count => _taken.Values.Sum(taken => taken.Count);

    public IEnumerable<int> All => _taken.Values.SelectMany(taken => taken).Select(one => one.Number);

    public (int Number, StreamSequenceToken Token)[] Of(string stream) => _taken.TryGetValue(stream, out var taken) ? [.. taken] : [];

    /// <summary>The numbers of a stream in the order in which they were first taken in.</summary>
    public int[] FirstOf(string stream) => [.. Of(stream).Select(one => one.Number).Distinct()];

    public async Task TakeAsync(string stream, IList<SequentialItem<int>> items)
    {
        Interlocked.Increment(ref _calls);
        await Before(stream, [.. items.Select(item => item.Item)]);
        ConcurrentQueue<(int, StreamSequenceToken)> taken = _taken.GetOrAdd(stream, _ => new());
        foreach (SequentialItem<int> item in items) taken.Enqueue((item.Item, item.Token));
    }

    public void OnFailure() => Interlocked.Increment(ref _failures);
}

/// <summary>Dead letters of a test.</summary>
internal sealed class DeadLetters : IRedisStreamDeadLetters
{
    public ConcurrentQueue<RedisDeadLetter> All { get; } = new();

    /// <summary>What is answered; a letter that is not taken is counted in <see cref="Refused"/>.</summary>
    public Func<RedisDeadLetter, bool> Takes { get; set; } = _ => true;

    public int Refused { get; private set; }

    public ValueTask<bool> SetAsideAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        bool takes = Takes(letter);
        if (takes) All.Enqueue(letter);
        else Refused++;
        return ValueTask.FromResult(takes);
    }
}

/// <summary>A consumer with one activation per stream.</summary>
public interface INumbersGrain : IGrainWithStringKey;

[ImplicitStreamSubscription(NumbersAdapter.Namespace)]
internal sealed class NumbersGrain(Intake intake)
    : Grain, INumbersGrain, Orleans.Streams.Core.IStreamSubscriptionObserver, IAsyncBatchObserver<int>
{
    public Task OnSubscribed(Orleans.Streams.Core.IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(IList<SequentialItem<int>> items) => intake.TakeAsync(this.GetPrimaryKeyString(), items);

    public Task OnErrorAsync(Exception ex)
    {
        intake.OnFailure();
        return Task.CompletedTask;
    }
}
