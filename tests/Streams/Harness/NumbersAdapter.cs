using System.Globalization;
using Orleans.Runtime;
using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams.Harness;

/// <summary>Entries of comma-separated numbers in field <c>n</c>. Each part that is not a number is refused individually.</summary>
internal sealed class NumbersAdapter : IRedisStreamAdapter
{
    public const string Namespace = "numbers";

    public RedisEntryReading Read(RedisStreamEntry entry)
    {
        string? text = entry["n"];
        if (text is null) return RedisEntryReading.Refuse("It has no field n.", entry);
        List<object> numbers = [];
        List<RedisRefusal> refused = [];
        foreach (string one in text.Split(','))
        {
            if (int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) numbers.Add(number);
            else refused.Add(new RedisRefusal($"{one} is no number.", [new NameValueEntry("n", one)]));
        }

        string stream = entry["to"].IsNull ? entry.Queue.ToString(CultureInfo.InvariantCulture) : entry["to"].ToString();
        return new RedisEntryReading(StreamId.Create(entry["ns"].IsNull ? Namespace : entry["ns"].ToString(), stream), numbers, refused);
    }

    public IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext) =>
        [[new NameValueEntry("n", string.Join(',', events))]];
}
