using System.Collections.Concurrent;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>What must not be and was. The first are kept in words, the others counted.</summary>
/// <param name="say">Told each that is kept, as soon as it is met.</param>
internal sealed class Violations(Action<string>? say = null)
{
    /// <summary>So many are kept in words.</summary>
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
