using System.Collections.Concurrent;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Violations of the guarantees. The first ones are kept as text, and the others are only counted.</summary>
/// <param name="say">Called with each violation that is kept, as soon as it is found.</param>
internal sealed class Violations(Action<string>? say = null)
{
    /// <summary>Maximum number of violations that are kept as text.</summary>
    public const int Kept = 100;

    private readonly ConcurrentQueue<string> _texts = new();
    private int _count;

    public int Count => _count;

    public IReadOnlyCollection<string> Texts => _texts;

    public void Add(string text)
    {
        if (Interlocked.Increment(ref _count) > Kept) return;
        _texts.Enqueue(text);
        say?.Invoke($"VIOLATION: {text}");
    }
}
