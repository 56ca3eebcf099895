using System.Buffers;

namespace RetailGrains.Tests.Unit.Transactions;

/// <summary>Bytes in several segments, as the network delivers them.</summary>
internal static class Segments
{
    /// <param name="whole">All bytes.</param>
    /// <param name="cuts">The positions of the cuts.</param>
    public static ReadOnlySequence<byte> Of(byte[] whole, IEnumerable<int> cuts)
    {
        int[] ends = [.. cuts.Append(whole.Length).Distinct().Order()];
        var first = new Segment(whole.AsMemory(0, ends[0]), null);
        Segment last = first;
        for (int i = 1; i < ends.Length; i++) last = new Segment(whole.AsMemory(ends[i - 1]..ends[i]), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
