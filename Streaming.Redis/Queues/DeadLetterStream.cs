using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// The default store of dead letters: the stream <c>{Prefix}:dead</c>. An entry has the details of the dead letter, then its original
/// fields with the prefix <c>field:</c>.
/// </summary>
internal sealed class DeadLetterStream(RedisStreamConnection connection, RedisStreamsOptions options) : IRedisStreamDeadLetters
{
    public async ValueTask<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        IDatabase database = await connection.DatabaseAsync();
        NameValueEntry[] about =
        [
            new("queue", letter.Entry.Key),
            new("id", letter.Entry.Id),
            new("part", letter.Part),
            new("kind", letter.Kind.ToString()),
            new("reason", letter.Reason),
            new("deliveries", letter.Deliveries),
            .. letter.Fields.Select(field => new NameValueEntry($"field:{field.Name}", field.Value)),
        ];
        await database.StreamAddAsync($"{options.Prefix}:dead", about);
        return true;
    }
}
