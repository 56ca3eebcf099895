using System.Diagnostics;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>
/// A producer ten times faster than the ledger, which a trigger slows down: the silo's memory does not grow, Redis holds the backlog, and
/// when the ledger is fast again, everything is recorded.
/// </summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class StreamBackPressureTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private const int Rate = 3_000;
    private const double SecondsEach = 0.0033; // 300 a second, with one commit at a time

    // 256 MiB. A silo holds at most 1,000 entries of each queue, which fit. 360,000 sales of about 2 KiB each do not.
    private const string HeapLimit = "10000000";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    [LongFact]
    public async Task A_producer_ten_times_faster_than_the_ledger_fills_Redis_and_not_the_silo()
    {
        ApiProcess api = await StartOnStreamsAsync(
            ("Ledger__CommitLanes", "1"), ("DOTNET_gcServer", "0"), ("DOTNET_GCHeapHardLimit", HeapLimit));
        // Warm up first, so that the measurement excludes the memory of the JIT compiler.
        await Feed.AddAsync(Enumerable.Range(0, 5_000).Select(n => Sale.Number("warm", n)));
        await Feed.WhenDrainedAsync(api.Client);
        await Store.ExecuteAsync(FormattableString.Invariant(
            $$"""
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep({{SecondsEach}}); RETURN NEW; END';
            CREATE TRIGGER slow BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION slow();
            """));
        const int sales = Rate * 120;
        long before = await RecordedAsync();
        List<double> memory = [];
        long start = Stopwatch.GetTimestamp();
        long backlog = 0;
        await using (ProducerProcess producer = ProducerProcess.Start(
            Feed, "--demo", FormattableString.Invariant($"{sales}"), "--rate", FormattableString.Invariant($"{Rate}"), "--batch", "20"))
        {
            while (!producer.HasExited)
            {
                await Eventually.PauseAsync(PollInterval);
                memory.Add(api.ResidentMiB());
                backlog = await BacklogAsync();
                Output.WriteLine(FormattableString.Invariant(
                    $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: silo {memory[^1]:F0} MiB; ")
                    + FormattableString.Invariant($"{await RecordedAsync() - before} recorded; ")
                    + FormattableString.Invariant($"{backlog} entries in Redis, {await MemoryAsync()}"));
            }

            Output.WriteLine(await producer.WhenDoneAsync());
        }

        long taken = await RecordedAsync() - before;
        Assert.True(taken < sales / 5, $"The ledger recorded {taken} sales in that time: the producer was not much faster.");
        Assert.True(backlog > sales / 20 / 2, $"Only {backlog} entries wait in Redis.");
        double firstHalf = memory.Take(memory.Count / 2).Max();
        double secondHalf = memory.Skip(memory.Count / 2).Max();
        Assert.True(secondHalf < 1.2 * firstHalf, $"The silo grew from {firstHalf:F0} to {secondHalf:F0} MiB.");

        await Store.ExecuteAsync("DROP TRIGGER slow ON ledger");
        start = Stopwatch.GetTimestamp();
        for (long recorded = taken; recorded < sales;)
        {
            long last = recorded;
            await Eventually.IsTrueAsync("more of the backlog is recorded", async () => (recorded = await RecordedAsync() - before) > last);
            await Eventually.PauseAsync(TimeSpan.FromSeconds(1));
        }

        Output.WriteLine(FormattableString.Invariant(
            $"Drained in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; silo {api.ResidentMiB():F0} MiB, Redis ")
            + await MemoryAsync());
        await Feed.WhenDrainedAsync(api.Client);
        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
    }

    private async Task<long> BacklogAsync()
    {
        long entries = 0;
        for (int shard = 0; shard < Feed.Shards; shard++) entries += await Feed.Redis.StreamLengthAsync(Feed.Key(shard));
        return entries;
    }

    private async Task<string> MemoryAsync() =>
        (await Feed.Redis.ExecuteAsync("INFO", "memory")).ToString().Split("\r\n")
            .First(line => line.StartsWith("used_memory_human", StringComparison.Ordinal));
}
