using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Sampling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class RepeatSamplerTests
{
    [Fact]
    public void Warnings_of_frameworks_are_limited_and_everything_else_is_written()
    {
        var collector = new FakeLogCollector();
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FakeTimeProvider())
            .AddSingleton<RepeatedMessages>()
            .AddLogging(logging =>
            {
                logging.AddProvider(new FakeLoggerProvider(collector));
                logging.AddSampler<RepeatSampler>();
            })
            .BuildServiceProvider();
        ILoggerFactory loggers = services.GetRequiredService<ILoggerFactory>();
        Write(loggers.CreateLogger("Orleans.Runtime"), LogLevel.Warning);
        Write(loggers.CreateLogger("Orleans.Messaging"), LogLevel.Information);
        Write(loggers.CreateLogger("RetailGrains.Failures.FailureMonitor"), LogLevel.Error);
        Assert.Equal(
            [("Orleans.Messaging", 10), ("Orleans.Runtime", 3), ("RetailGrains.Failures.FailureMonitor", 10)],
            collector.GetSnapshot().GroupBy(line => line.Category!).Select(group => (group.Key, group.Count())).OrderBy(one => one.Key));
    }

    private static void Write(ILogger logger, LogLevel level)
    {
        for (int i = 0; i < 10; i++) logger.Log(level, new EventId(7), "again", null, (text, _) => text);
    }
}
