using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using RetailGrains.Tests.EndToEnd.Harness;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>The real file, and the figures that a separate program computed from it.</summary>
internal static class RealFile
{
    public const long Rows = 541_909;
    public const long Invoices = 25_900;

    public const decimal GuestNetRevenue = 1_447_682.120m;

    public static byte[] Read() => File.ReadAllBytes(Find("online-retail.csv.gz"));

    /// <summary>The file with one quantity of one invoice changed.</summary>
    public static byte[] WithOneInvoiceAltered()
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(Find("online-retail.csv.gz")), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        byte[] text = unpacked.ToArray();
        byte[] row = "536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,"u8.ToArray();
        int at = text.AsSpan().IndexOf(row);
        Assert.True(at > 0, "The real file has the row that is to be altered.");
        text[at + row.Length - 2] = (byte)'7';
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>Compares every golden figure with the API's answer.</summary>
    public static async Task AssertGoldenAsync(RetailClient client)
    {
        await AssertSummaryAsync(client);
        await AssertListAsync(client, "online-retail.by-product.json", "stock_code", "/products", "productId");
        await AssertListAsync(client, "online-retail.by-customer.json", "customer_id", "/customers", "customerId");
        await AssertChainDaysAsync(client);
        await AssertStoreMonthsAsync(client);
    }

    private static async Task AssertSummaryAsync(RetailClient client)
    {
        JsonElement golden = Golden("online-retail.json").GetProperty("summary");
        Answer summary = (await client.GetAsync("/summary")).Expect(HttpStatusCode.OK);
        var totals = Totals.Of(summary["totals"]);
        Assert.Equal(Totals.Money(golden, "net_revenue"), totals.NetRevenue);
        Assert.Equal(Totals.Money(golden, "gross_sales"), totals.GrossSales);
        Assert.Equal(Totals.Money(golden, "reductions"), totals.Reductions);
        Assert.Equal(golden.GetProperty("sum_quantity").GetInt64(), totals.Units);
        Assert.Equal(golden.GetProperty("rows").GetInt64(), totals.Lines);
        Assert.Equal(golden.GetProperty("distinct_invoices").GetInt64(), totals.Transactions);
        Assert.Equal(golden.GetProperty("cancellation_invoices").GetInt64(), totals.Returns);
        Assert.Equal(Time(golden, "min_invoice_date"), summary["totals"].GetProperty("firstAt").GetDateTime());
        Assert.Equal(Time(golden, "max_invoice_date"), summary["totals"].GetProperty("lastAt").GetDateTime());

        var guest = Totals.Of(summary["guest"]);
        Assert.Equal(GuestNetRevenue, guest.NetRevenue);
        Assert.Equal(golden.GetProperty("null_customer_rows").GetInt64(), guest.Lines);

        Assert.Equal(golden.GetProperty("distinct_countries").GetInt64(), summary["stores"].GetInt64());
        Assert.Equal(golden.GetProperty("distinct_stock_codes").GetInt64(), summary["products"].GetInt64());
        Assert.Equal(golden.GetProperty("distinct_customers").GetInt64(), summary["customers"].GetInt64());
    }

    /// <summary>Checks every entity: the list's row, from the projection tables, and the entity's own answer, from its grain.</summary>
    private static async Task AssertListAsync(RetailClient client, string file, string goldenKey, string path, string id)
    {
        Dictionary<string, Totals> golden = RowsOf(file).ToDictionary(row => row.GetProperty(goldenKey).GetString()!, Totals.OfGolden);
        List<JsonElement> listed = await client.ListAsync($"{path}?sort=-netRevenue");
        Dictionary<string, Totals> served =
            listed.ToDictionary(item => item.GetProperty(id).GetString()!, item => Totals.Of(item.GetProperty("totals")));
        AssertSame(golden, served);
        Assert.Equal(
            golden.OrderByDescending(row => row.Value.NetRevenue).ThenBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Key),
            listed.Select(item => item.GetProperty(id).GetString()));

        await Parallel.ForEachAsync(golden, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (row, _) =>
        {
            Answer one = (await client.GetAsync($"{path}/{Uri.EscapeDataString(row.Key)}")).Expect(HttpStatusCode.OK);
            Assert.True(row.Value == Totals.Of(one["totals"]), $"{path} {row.Key}: {row.Value} is golden, served is {one.Text}");
        });
    }

    private static async Task AssertChainDaysAsync(RetailClient client)
    {
        Answer days = (await client.GetAsync("/sales?interval=day")).Expect(HttpStatusCode.OK);
        Dictionary<string, Totals> golden =
            RowsOf("online-retail.by-day.json").ToDictionary(row => row.GetProperty("day").GetString()!, Totals.OfGolden);
        Assert.Equal(305, golden.Count);
        AssertSame(golden, ByStart(days));
    }

    private static async Task AssertStoreMonthsAsync(RetailClient client)
    {
        ILookup<string, JsonElement> golden =
            RowsOf("online-retail.by-country-month.json").ToLookup(row => row.GetProperty("country").GetString()!);
        Assert.Equal(38, golden.Count);
        foreach (IGrouping<string, JsonElement> store in golden)
        {
            Answer months =
                (await client.GetAsync($"/stores/{Uri.EscapeDataString(store.Key)}/sales?interval=month")).Expect(HttpStatusCode.OK);
            AssertSame(store.ToDictionary(row => row.GetProperty("month").GetString() + "-01", Totals.OfGolden), ByStart(months));
        }
    }

    private static Dictionary<string, Totals> ByStart(Answer sales) =>
        sales["items"].EnumerateArray().ToDictionary(item => item.GetProperty("start").GetString()!, Totals.Of);

    private static void AssertSame(Dictionary<string, Totals> golden, Dictionary<string, Totals> served)
    {
        Assert.Equal(golden.Keys.Order(StringComparer.Ordinal), served.Keys.Order(StringComparer.Ordinal));
        foreach ((string key, Totals figures) in golden)
            Assert.True(figures == served[key], $"{key}: {figures} is golden, {served[key]} is served");
    }

    private static JsonElement.ArrayEnumerator RowsOf(string file) => Golden(file).GetProperty("rows").EnumerateArray();

    private static JsonElement Golden(string file) =>
        JsonDocument.Parse(File.ReadAllText(Find(Path.Combine("golden", file)), Encoding.UTF8)).RootElement;

    private static DateTime Time(JsonElement golden, string name) =>
        DateTime.ParseExact(golden.GetProperty(name).GetString()!, "yyyy-MM-dd HH:mm:ss", null);

    private static string Find(string name) =>
        TestData.Find(name) ?? throw new FileNotFoundException($"{name} is not in the folder RETAIL_DATA.");
}
