using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>JSON that a schema of the description allows, and JSON that is a little, or very, wrong.</summary>
internal sealed class JsonGen(ApiDescription description, FuzzMemory memory)
{
    /// <summary>A small set of ids, some of them unusual, so that transactions share them.</summary>
    public static readonly Gen<string> Id = Gen.OneOfConst(
        "a", "b", "A", "shop 1", "85123A", "85123a", "0x1F", "ü/ß", "a%2Fb", "...", "'; DROP TABLE ledger;--", "{\"x\":1}", "日本", "🛒",
        "a&b=c?d#e", new string('z', 64));

    private static readonly Gen<string> OddText = Gen.OneOf(
        Gen.OneOfConst(
            "", " ", "\u2003", "\0", "a\u0001b", "\u2028", "<script>", new string('x', 65), new string('y', 1_001), "NaN", "null", "-1",
            "1e400"),
        Gen.String[Gen.Char['\u0001', '\u2fff'], 0, 70]);

    private static readonly string[] OddJson =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-0", "0.00001", "1e400", "-1e-400", "99999999999999999999999999", "1.0", "6.000",
        "2147483648",
        "\"\\ud800\"", "\"\\u0000\"", "[[[[[[[[[[[[]]]]]]]]]]]]", "{\"a\":{\"a\":{\"a\":1}}}", "1.23456", "\"2024-13-45\"",
        "9223372036854775808",
    ];

    /// <summary>The text of a value that the schema allows, most of the time.</summary>
    public Gen<string> Body(JsonNode schema)
    {
        Gen<string> good = Value(schema).Select(node => node?.ToJsonString() ?? "null");
        Gen<string> wrong = Value(schema).SelectMany(node => Mutated(node));
        Gen<string> broken = Gen.Select(good, Gen.Int[0, 400], Gen.OneOfConst("", "}", "\"", "\0", ",", "\uFEFF", new string('[', 200)))
            .Select((text, at, inserted) => text[..Math.Min(at, text.Length)] + inserted);
        return Gen.Frequency((6, good), (3, wrong), (1, broken), (1, Gen.OneOfConst(OddJson)));
    }

    /// <summary>A value that the schema allows.</summary>
    public Gen<JsonNode?> Value(JsonNode schema)
    {
        JsonObject one = description.Resolve(schema);
        if (one["enum"] is JsonArray words) return Gen.OneOfConst(words.ToArray()).Select(word => word?.DeepClone());
        string[] types = one["type"] switch
        {
            JsonArray several => [.. several.Select(type => type!.GetValue<string>())],
            JsonNode single => [single.GetValue<string>()],
            _ => ["string"],
        };
        string type = types.First(name => name != "null");
        Gen<JsonNode?> value = type switch
        {
            "object" => Object(one),
            "array" => Value(one["items"]!).Array[1, 4].Select(items => (JsonNode?)new JsonArray(items)),
            "integer" => Integer(one).Select(number => (JsonNode?)number),
            "number" => Money.Select(number => (JsonNode?)number),
            "boolean" => Gen.Bool.Select(flag => (JsonNode?)flag),
            _ => Text(one).Select(text => (JsonNode?)text),
        };
        return types.Contains("null") ? Gen.Frequency((4, value), (1, Gen.Const((JsonNode?)null))) : value;
    }

    /// <summary>A text that the schema allows, or for parameters a number as text.</summary>
    public static Gen<string> Text(JsonObject schema)
    {
        if (schema["enum"] is JsonArray words) return Gen.OneOfConst(words.Select(word => word!.GetValue<string>()).ToArray());
        if (schema["type"]?.ToJsonString().Contains("integer", StringComparison.Ordinal) == true)
            return Integer(schema).Select(number => number.ToString(CultureInfo.InvariantCulture));
        if (schema["pattern"]?.GetValue<string>() is { } pattern && pattern.Contains("A-Z", StringComparison.Ordinal))
            return Gen.OneOfConst("GBP", "EUR");
        return schema["format"]?.GetValue<string>() switch
        {
            "date" => Day.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            "date-time" => Time,
            _ => Gen.Frequency((20, Id), (1, Gen.String[Gen.Char['!', 'ɏ'], 1, 64])),
        };
    }

    public static Gen<string> Odd => OddText;

    private static Gen<DateOnly> Day => Gen.Int[0, 9_400].Select(days => new DateOnly(2000, 1, 1).AddDays(days));

    private static Gen<string> Time =>
        Gen.Select(Day, Gen.Int[0, 86_399], Gen.OneOfConst("", "Z", "+00:00", "-05:30", "+14:00")).Select((day, seconds, offset) =>
        day.AddDays(1).ToDateTime(TimeOnly.MinValue).AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss",
            CultureInfo.InvariantCulture) + offset);

    private static Gen<decimal> Money =>
        Gen.OneOf(
            Gen.Int[-20_000, 200_000].Select(number => number / 10_000m), Gen.OneOfConst(0m, 1_000_000m, -1_000_000m, 0.0001m, 2.55m));

    private static Gen<int> Integer(JsonObject schema)
    {
        int least = schema["minimum"]?.GetValue<int>() ?? 0, most = schema["maximum"]?.GetValue<int>() ?? 1_000;
        Gen<int> any = Gen.OneOf(Gen.Int[Math.Max(least, -20), Math.Min(most, 20)], Gen.OneOfConst(least, most));
        return schema["not"] is null ? any : any.Where(number => number != 0);
    }

    /// <summary>Most transactions have new ids; the others share ids.</summary>
    private Gen<JsonNode?> Field(string name, JsonNode schema) => name == "transactionId"
        ? Gen.Frequency((3, memory.NewId.Select(id => (JsonNode?)id)), (1, Value(schema)))
        : Value(schema);

    private Gen<JsonNode?> Object(JsonObject schema)
    {
        HashSet<string> required = [.. schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? []];
        Gen<(string Name, JsonNode? Value, bool Given)>[] fields =
        [
            .. (schema["properties"]?.AsObject() ?? []).Select(property => Gen.Select(Field(property.Key, property.Value!), Gen.Bool)
                .Select((value, given) => (property.Key, value, given || required.Contains(property.Key)))),
        ];
        Gen<List<(string Name, JsonNode? Value, bool Given)>> all = fields.Aggregate(
            Gen.Const(0).Select(_ => new List<(string, JsonNode?, bool)>()),
            (so, field) => Gen.Select(so, field).Select((list, one) => (List<(string, JsonNode?, bool)>)[.. list, one]));
        return all.Select(list => (JsonNode?)new JsonObject(
            list.Where(field => field.Given).Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }

    /// <summary>Changes one field: it is left out, repeated, unknown, or has an unusual value.</summary>
    private static Gen<string> Mutated(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        List<JsonNode> places = [];
        Collect(node, places);
        if (places.Count == 0) return Gen.OneOfConst(OddJson);
        return Gen.Select(Gen.Int[0, places.Count - 1], Gen.Int[0, 3], Gen.OneOfConst(OddJson), OddText).Select((at, how, odd, odder) =>
        {
            string old = places[at].ToJsonString();
            string put = how switch
            {
                0 => odd,
                1 => JsonSerializer.Serialize(odder),
                2 => $"{old},\"extra\":{odd}",
                _ => $"{old},{old}",
            };
            int found = text.IndexOf(old, StringComparison.Ordinal);
            return found < 0 ? text : new StringBuilder(text).Remove(found, old.Length).Insert(found, put).ToString();
        });
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is null) return;
        places.Add(node);
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject fields => fields.Select(field => field.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (JsonNode? one in inner) Collect(one, places);
    }
}
