using System.Threading.Channels;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class PeriodicServiceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Whatever_an_iteration_throws_the_next_one_runs_until_the_service_stops()
    {
        var time = new FakeTimeProvider();
        Exception[] faults =
        [
            new InvalidOperationException(), new TimeoutException(), new OperationCanceledException(), new ObjectDisposedException("x"),
            new TaskCanceledException(), new AggregateException(new IOException()), new FormatException(),
        ];
        using var service = new Rounds(faults, new FailureMonitor(time, new FakeLogger<FailureMonitor>()), time);
        await service.StartAsync(CancellationToken.None);
        for (int round = 0; round < faults.Length + 2; round++)
        {
            Assert.Equal(round, await service.Begun.ReadAsync());
            time.Advance(Interval);
        }

        Assert.False(service.ExecuteTask!.IsCompleted);
        await service.StopAsync(CancellationToken.None);
        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    private sealed class Rounds(Exception[] faults, FailureMonitor failures, TimeProvider time)
        : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
    {
        private readonly Channel<int> _begun = Channel.CreateUnbounded<int>();
        private int _rounds;

        public ChannelReader<int> Begun => _begun.Reader;

        protected override Task RunOnceAsync(CancellationToken stopping)
        {
            int round = _rounds++;
            _begun.Writer.TryWrite(round);
            return round < faults.Length ? Task.FromException(faults[round]) : Task.CompletedTask;
        }
    }
}
