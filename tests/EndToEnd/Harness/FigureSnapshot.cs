using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>Every figure that the API serves, as the exact text of the answer. Lists omit the time as of which they hold.</summary>
internal static class FigureSnapshot
{
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["/stores?sort=id"] = "storeId",
        ["/products?sort=id"] = "productId",
        ["/customers?sort=id"] = "customerId",
    };

    private static readonly string[] Chain =
        ["/summary", "/sales?interval=day", "/sales?interval=week", "/sales?interval=month", "/sales?interval=year"];

    /// <summary>Reads all figures, by path.</summary>
    public static async Task<SortedDictionary<string, string>> OfAsync(RetailClient client)
    {
        List<string> paths = [.. Chain, .. Lists.Keys];
        foreach ((string list, string id) in Lists)
        {
            foreach (JsonElement item in await client.ListAsync(list))
            {
                string one =
                    $"{list[..list.IndexOf('?', StringComparison.Ordinal)]}/{Uri.EscapeDataString(item.GetProperty(id).GetString()!)}";
                paths.AddRange([one, $"{one}/sales"]);
            }
        }

        return await ReadAsync(client, paths);
    }

    /// <summary>The chain and the lists alone, which have the totals of every entity: for thousands of entities.</summary>
    public static Task<SortedDictionary<string, string>> OfListsAsync(RetailClient client) => ReadAsync(client, [.. Chain, .. Lists.Keys]);

    /// <summary>Reads one of the figures by its path.</summary>
    public static async Task<string> OneAsync(RetailClient client, string path) => Lists.ContainsKey(path)
        ? string.Join('\n', (await client.ListAsync(path)).Select(item => item.GetRawText()))
        : (await client.GetAsync(path)).Expect(HttpStatusCode.OK).Text;

    /// <summary>Fails if any figure differs in any digit, and shows the first difference.</summary>
    public static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string path, string text) in expected)
            Assert.True(text == actual[path], $"{path}\nwas\n{text}\nand is\n{actual[path]}");
    }

    private static async Task<SortedDictionary<string, string>> ReadAsync(RetailClient client, IEnumerable<string> paths)
    {
        var texts = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(
            paths, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (path, _) => texts[path] = await OneAsync(client, path));
        return new SortedDictionary<string, string>(texts, StringComparer.Ordinal);
    }
}
