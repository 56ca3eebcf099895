using RetailGrains.Ledger.Walks;

namespace RetailGrains.Tests.Stores;

public sealed class WalkChunksTests
{
    [Theory]
    [InlineData(0, 500)]
    [InlineData(499, 2)]
    [InlineData(500, 500)]
    [InlineData(750, 500)]
    [InlineData(1_199, 50)]
    [InlineData(1_200, 50)]
    [InlineData(9_999, 50)]
    public void A_part_of_a_walk_is_cut_from_the_chunks_that_hold_it(int from, int count)
    {
        string[] ids = [.. Enumerable.Range(0, 1_200).Select(n => $"id {n}")];
        int first = WalkChunks.First(from), last = WalkChunks.Last(from, count);
        string[][] chunks = [.. WalkChunks.Of(ids).Skip(first).Take(last - first + 1)];
        Assert.Equal(ids.Skip(from).Take(count), WalkChunks.Part(ids.Length, chunks, from, count)!.Ids);
        if (from < ids.Length) Assert.Null(WalkChunks.Part(ids.Length, chunks[1..], from, count));
    }
}
