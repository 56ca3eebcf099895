using RetailGrains.Imports;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Producer;
using RetailGrains.Streams;
using StackExchange.Redis;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(ProducerOptions.Usage);
    return 0;
}

try
{
    TimeProvider time = TimeProvider.System;
    ProducerOptions options = ProducerOptions.Parse(args, Environment.GetEnvironmentVariable("REDIS_URL"));
    await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(options.Redis));
    var feeder = new Feeder(redis.GetDatabase(), options.Batch, time);
    var progress = new Progress(feeder, time, Console.Error);
    Task feeding = FeedAsync(options, feeder, time);
    await progress.ShowUntilAsync(feeding);
    await feeding;
    Console.WriteLine(progress.Total());
    return 0;
}
catch (Exception e) when (e is ArgumentException or FormatException or ImportFileException)
{
    await Console.Error.WriteLineAsync(e is FormatException ? $"REDIS_URL {e.Message}." : e.Message);
    if (e is ArgumentException) await Console.Error.WriteLineAsync(ProducerOptions.Usage);
    return 1;
}

static async Task FeedAsync(ProducerOptions options, Feeder feeder, TimeProvider time)
{
    var pacer = new Pacer(options.Rate, time);
    await foreach (SaleTransaction sale in SalesSource.Of(options, time, Console.Error))
    {
        await pacer.NextAsync();
        await feeder.AddAsync(sale.TransactionId, SaleJson.One(sale));
    }

    await feeder.CompleteAsync();
}
