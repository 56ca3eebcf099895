using System.Buffers.Text;
using System.Net;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Requests;

/// <summary>Callers may return a cursor in any form: every list accepts a cursor that it wrote, and refuses every other.</summary>
public abstract class CursorSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Mutations = 20;

    /// <summary>Values that are invalid for every part of every cursor.</summary>
    private static readonly byte[][] BadParts =
    [
        [], "a\0b"u8.ToArray(), "\0"u8.ToArray(), [0xED, 0xA0, 0x80], [0xFF, 0xFE], Encoding.UTF8.GetBytes(new string('x', 65)),
        "\u0001"u8.ToArray(),
        "  "u8.ToArray(),
    ];

    /// <summary>Values that are also invalid for a number or time in a cursor.</summary>
    private static readonly byte[][] BadNumbers =
        ["-1"u8.ToArray(), "1e5"u8.ToArray(), "99999999999999999999999999999999"u8.ToArray(), " 1"u8.ToArray(), "NaN"u8.ToArray()];

    [Fact]
    public async Task Every_list_refuses_every_cursor_that_it_did_not_write()
    {
        ApiProcess api = await StartAsync();
        await FillAsync(api.Client);
        Dictionary<string, string> written = await WrittenAsync(api.Client);
        Output.WriteLine(string.Join('\n', written.Keys));
        Assert.True(written.Count >= 10, "Not every list has a second page.");
        foreach ((string list, string cursor) in written)
        {
            (await GetAsync(api.Client, list, cursor)).Expect(HttpStatusCode.OK);
            foreach (string other in written.Where(one => !AreOneList(one.Key, list)).Select(one => one.Value))
                await RefusedAsync(api.Client, list, other);
            foreach (string forged in Forged(cursor)) await RefusedAsync(api.Client, list, forged);
            foreach (string changed in Changed(cursor)) await AnsweredAsync(api.Client, list, changed);
        }
    }

    /// <summary>A walk's first page and its later ones are pages of the same list.</summary>
    private static bool AreOneList(string one, string other) =>
        one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);

    private static async Task FillAsync(RetailClient client)
    {
        for (int n = 0; n < 3; n++)
        {
            (await client.PostAppliedAsync(new Sale($"t{n}", $"s{n}", $"c{n}", "2024-06-01T10:00:00Z", new Line($"p{n}", 1, 1 + n))))
                .Expect(HttpStatusCode.Created);
            string file =
                $"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\ni{n},p,,1,2024-03-01 08:00,2.5,,s\n";
            await client.ImportAsync("a.csv", Encoding.UTF8.GetBytes(file));
            (await client.PostAsync("/admin/accounts",
                $$"""{"name": "ann{{n}}", "password": "correct horse battery", "roles": ["viewer"]}""")).Expect(HttpStatusCode.Created);
            (await client.PostAsync("/admin/clients", $$"""{"name": "till {{n}}", "roles": ["producer"]}""")).Expect(
                HttpStatusCode.Created);
        }

        await client.WhenSettledAsync();
    }

    /// <summary>A cursor of each list that the description names, and of each order of rankings.</summary>
    private static async Task<Dictionary<string, string>> WrittenAsync(RetailClient client)
    {
        ApiDescription description = await ApiDescription.OfAsync(client);
        string[] lists =
        [
            .. description.Operations.Where(one => one.Parameters.Any(p => p["name"]!.GetValue<string>() == "cursor"))
                .Select(one => one.Path["/api/v1".Length..] + "?limit=1"),
            "/stores?sort=id&limit=1", "/products?sort=-id&limit=1", "/customers?sort=units&limit=1", "/products?q=p&limit=1",
        ];
        var written = new Dictionary<string, string>();
        foreach (string list in lists)
        {
            Answer page = await client.GetAsync(list);
            // Without Redis there are no dead letters; their cursors are checked where there is a Redis.
            if (page.Status != HttpStatusCode.NotFound) written.Add(list, page.Expect(HttpStatusCode.OK)["next"].GetString()!);
        }

        // A walk's later pages have cursors of another kind.
        Answer second = (await GetAsync(client, "/products?limit=1", written["/products?limit=1"])).Expect(HttpStatusCode.OK);
        written.Add("/products?limit=1&sort=-netRevenue", second["next"].GetString()!);
        return written;
    }

    /// <summary>The cursor with each part replaced by an impossible value, truncated, and doubled.</summary>
    private static IEnumerable<string> Forged(string cursor)
    {
        byte[] bytes = Base64Url.DecodeFromChars(cursor);
        byte[][] parts = Split(bytes);
        for (int i = 0; i < parts.Length; i++)
        {
            bool isNumber = parts[i].Length > 0 && parts[i].All(b => b is >= (byte)'0' and <= (byte)'9');
            foreach (byte[] bad in isNumber ? [.. BadParts, .. BadNumbers] : BadParts)
            {
                // The hashes in a first page's cursor may be any bytes; they are refused only if they are not a whole number of hashes.
                if (i == 2 && bad.Length % 8 == 0 && bad.Length > 0) continue;
                yield return Joined([.. parts[..i], bad, .. parts[(i + 1)..]]);
            }
        }

        yield return Joined(parts[..^1]);
        yield return Joined([.. parts, "x"u8.ToArray()]);
        yield return Joined([]);
        yield return "====";
        yield return "not a cursor";
        yield return cursor + "*";
    }

    /// <summary>The cursor with one byte changed anywhere. It may still be valid, so the test only requires an answer.</summary>
    private static IEnumerable<string> Changed(string cursor)
    {
        var random = new Random(cursor.Length);
        for (int n = 0; n < Mutations; n++)
        {
            byte[] bytes = Base64Url.DecodeFromChars(cursor);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            yield return Base64Url.EncodeToString(bytes);
        }
    }

    /// <summary>
    /// Returns at most three parts: after the second line break, the cursor of a ranking's first page has hashes, which may hold any byte.
    /// </summary>
    private static byte[][] Split(byte[] bytes)
    {
        int first = Array.IndexOf(bytes, (byte)'\n');
        int second = Array.IndexOf(bytes, (byte)'\n', first + 1);
        return second < 0 ? [bytes[..first], bytes[(first + 1)..]] : [bytes[..first], bytes[(first + 1)..second], bytes[(second + 1)..]];
    }

    private static string Joined(byte[][] parts) => Base64Url.EncodeToString(
        parts.Length == 0 ? [] : parts.Skip(1).Aggregate(parts[0], (all, part) => [.. all, (byte)'\n', .. part]));

    private static Task<Answer> GetAsync(RetailClient client, string list, string cursor) =>
        client.GetAsync($"{list}&cursor={Uri.EscapeDataString(cursor)}");

    private static async Task RefusedAsync(RetailClient client, string list, string cursor)
    {
        Answer answer = await GetAsync(client, list, cursor);
        // An empty cursor counts as no cursor.
        if (cursor.Length == 0) answer.Expect(HttpStatusCode.OK);
        else Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{list} {cursor}: {answer.Status} {answer.Text}");
        if (cursor.Length > 0) Assert.True(answer["errors"].TryGetProperty("cursor", out _), answer.Text);
    }

    private static async Task AnsweredAsync(RetailClient client, string list, string cursor)
    {
        Answer answer = await GetAsync(client, list, cursor);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{list} {cursor}: {answer.Status} {answer.Text}");
    }
}

public sealed class SqliteCursorTests(ITestOutputHelper output) : CursorSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresCursorTests(PostgresFixture server, ITestOutputHelper output) : CursorSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
