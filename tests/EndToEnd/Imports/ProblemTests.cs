using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>Unrecorded rows are reported with line, field and value, and uploads that are not one complete file are refused.</summary>
public abstract class ProblemSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    [Fact]
    public async Task Every_row_is_counted_and_what_was_not_recorded_is_listed()
    {
        ApiProcess api = await StartAsync();
        const string recorded = "r-1,A,,1,2024-01-05 08:00:00,2.5,,jd\n";
        (await api.Client.PostAsync("/transactions", """
            {"transactionId":"jd-1","storeId":"jd","occurredAt":"2024-01-05T08:00:00Z","lines":[{"productId":"A","description":"","quantity":1,"unitPrice":2.5}]}
            """)).Expect(HttpStatusCode.Created);
        await ImportAsync(api, recorded);
        JsonElement import = await ImportAsync(
            api,
            recorded
            + "jd-1,A,,1,2024-01-05 08:00:00,2.5,,jd\n"
            + "jd-2,A,,1,2024-01-05 08:00:00,2.5,,jd\n"
            + "=1+1,A,,1,2024-01-05 08:00:00,2.5,c1,jd\n"
            + "=1+1,A,,1,2024-01-05 08:00:00,2.5,c2,jd\n"
            + ",,,,,,,\n"
            + "r-2,A,\"two\nlines\",2,2024-01-05 08:00:00,2.5,,jd\n");
        AssertCounts(import, rows: 7, recorded: 2, duplicate: 2, conflict: 0, rejected: 2, ignored: 1);
        JsonElement changed = await ImportAsync(api, "r-2,A,\"two\nlines\",3,2024-01-05 08:00:00,2.5,-c,jd\n");
        AssertCounts(changed, rows: 1, recorded: 0, duplicate: 0, conflict: 1, rejected: 0, ignored: 0);

        List<JsonElement> conflicts = await api.Client.ListAsync($"/imports/{IdOf(changed)}/problems");
        Assert.Equal(
            ["2 conflict r-2 CustomerID  -c", "2 conflict r-2 Quantity 2 3"],
            conflicts.Select(p => $"{p.GetProperty("line")} {p.GetProperty("kind")} {p.GetProperty("receipt")} {p.GetProperty("field")} "
                + $"{p.GetProperty("recorded")} {p.GetProperty("sent")}"));
        Answer page = (await api.Client.GetAsync($"/imports/{IdOf(changed)}/problems?limit=1")).Expect(HttpStatusCode.OK);
        page = (
            await api.Client.GetAsync($"/imports/{IdOf(changed)}/problems?limit=1&cursor={page["next"].GetString()}"))
                .Expect(HttpStatusCode.OK);
        Assert.Equal("Quantity", page["items"][0].GetProperty("field").GetString());
        Assert.Equal(JsonValueKind.Null, page["next"].ValueKind);
        string csv = (await api.Client.GetAsync($"/imports/{IdOf(changed)}/problems?format=csv")).Text;
        Assert.Contains("\r\n2,conflict,r-2,CustomerID,another value is recorded,,'-c\r\n", csv, StringComparison.Ordinal);

        string rejects = await GetCsvAsync(api, $"/imports/{IdOf(import)}/problems");
        Assert.StartsWith(
            "line,kind,receipt,field,reason,recorded,sent\r\n5,rejected,'=1+1,,dropped with line 6,,\r\n6,rejected,'=1+1,CustomerID,",
            rejects, StringComparison.Ordinal);
        Assert.Contains(
            "\r\n5,'=1+1,dropped with line 6\r\n", (await api.Client.GetAsync($"/imports/{IdOf(import)}/rejects")).Text,
            StringComparison.Ordinal);
        (await api.Client.GetAsync("/imports/nobody/problems")).Expect(HttpStatusCode.NotFound);
        foreach (string bad in new[] { "limit=0", "cursor=x", "format=xml" })
            (await api.Client.GetAsync($"/imports/{IdOf(import)}/problems?{bad}")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_form_that_is_not_one_complete_file_is_refused_and_nothing_is_stored()
    {
        ApiProcess api = await StartAsync();
        string row = $"{Header}m-1,A,x,1,2024-01-05 08:00:00,1,,UK\n";
        string part = $"--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n{row}";
        string second = part.Replace("a.csv", "b.csv", StringComparison.Ordinal).Replace("m-1", "m-2", StringComparison.Ordinal);
        await RefusedAsync($"{part}\r\n{second}\r\n--X--\r\n", "a second file, \"b.csv\"");
        await RefusedAsync($"{part}\r\n", "is incomplete");
        await RefusedAsync(part[..^20], "is incomplete");
        await RefusedAsync(part[..40], "is incomplete");
        await RefusedAsync($"{part}\r\n{second[..50]}", "is incomplete");
        await RefusedAsync($"{part}\r\n--X--\r\n", "is incomplete", boundary: "Y");
        await RefusedAsync("--X\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n--X--\r\n", "holds no file");
        Assert.Empty(await api.Client.ListAsync("/imports"));
        await RefusedAsync($"{part}\r\n{second}\r\n--X--\r\n", "a second file", gzip: true);
        string whole = $"{part}\r\n--X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--X--\r\n";
        foreach (bool gzip in (bool[])[false, true])
        {
            Answer good = await SendAsync(api, whole, "X", gzip);
            JsonElement import = await api.Client.WhenImportedAsync(good.Expect(HttpStatusCode.Accepted)["importId"].GetString()!);
            AssertCounts(import, rows: 1, recorded: gzip ? 0 : 1, duplicate: gzip ? 1 : 0, conflict: 0, rejected: 0, ignored: 0);
        }

        async Task RefusedAsync(string form, string reason, string boundary = "X", bool gzip = false)
        {
            Answer answer = (await SendAsync(api, form, boundary, gzip)).Expect(HttpStatusCode.BadRequest);
            Assert.Contains(reason, answer["errors"].GetProperty("form")[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Damaged_gzip_fails_and_a_wrong_header_is_refused_immediately()
    {
        ApiProcess api = await StartAsync();
        byte[] one =
            RealFileGzip($"{Header}g-1,A,x,1,2024-01-05 08:00:00,1,,UK\n"), two = RealFileGzip("g-2,A,x,1,2024-01-05 08:00:00,1,,UK\n");
        foreach (byte[] file in new byte[][] { [.. one, .. "junk"u8, .. two], [.. one, .. "j"u8], [.. one, .. two[..^1]] })
        {
            string id = (await api.Client.UploadAsync("g.csv.gz", file)).Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
            Answer? status = null;
            await Eventually.IsTrueAsync(
                "it ends", async () => (status = await api.Client.GetAsync($"/imports/{id}"))["state"].GetString() != "running");
            Assert.Equal("failed", status!["state"].GetString());
            Assert.Contains("gzip", status["error"].GetString(), StringComparison.Ordinal);
        }

        Assert.Empty(await api.Client.ListAsync("/transactions"));
        foreach ((string header, string cause)
            in new[] { (Header.Replace("\n", ",Quantity\n", StringComparison.Ordinal), "Quantity "
                + "twice"), (Header.Replace(',', ';'), "semicolons") })
            Assert.Contains(
                cause, (await api.Client.UploadAsync("h.csv", Encoding.UTF8.GetBytes(header))).Expect(HttpStatusCode.BadRequest).Text,
                StringComparison.Ordinal);
    }

    private static void AssertCounts(JsonElement import, int rows, int recorded, int duplicate, int conflict, int rejected, int ignored)
    {
        string[] names = ["rows", "rowsRecorded", "rowsDuplicate", "rowsConflict", "rowsRejected", "rowsIgnored"];
        Assert.Equal([rows, recorded, duplicate, conflict, rejected, ignored], names.Select(name => import.GetProperty(name).GetInt32()));
    }

    private static byte[] RealFileGzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string IdOf(JsonElement import) => import.GetProperty("importId").GetString()!;

    private static Task<JsonElement> ImportAsync(ApiProcess api, string rows) =>
        api.Client.ImportAsync("x.csv", Encoding.UTF8.GetBytes(Header + rows));

    private static async Task<string> GetCsvAsync(ApiProcess api, string path)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        return await http.GetStringAsync(new Uri(api.Client.Address, $"/api/v1{path}"));
    }

    private static async Task<Answer> SendAsync(ApiProcess api, string form, string boundary, bool gzip = false)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        using var content = new ByteArrayContent(gzip ? RealFileGzip(form) : Encoding.UTF8.GetBytes(form));
        if (gzip) content.Headers.ContentEncoding.Add("gzip");
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        using HttpResponseMessage response = await http.PostAsync(new Uri(api.Client.Address, "/api/v1/imports"), content);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }
}

public sealed class SqliteProblemTests(ITestOutputHelper output) : ProblemSuite(output);

[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresProblemTests(PostgresFixture server, ITestOutputHelper output) : ProblemSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
