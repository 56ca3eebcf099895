using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Requests;

/// <summary>How every endpoint handles a request, independently of its function.</summary>
public sealed class RequestTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int MaxTransaction = 2 * 1024 * 1024;

    [Theory]
    [InlineData("/summary?storeId=london", "storeId")]
    [InlineData("/transactions?store=x", "store")]
    [InlineData("/transactions?importId=x", "importId")]
    [InlineData("/products?limt=1", "limt")]
    [InlineData("/products?limit=1&limit=2", "limit")]
    [InlineData("/stores/s?from=2024-01-01", "from")]
    [InlineData("/imports?name=x", "name")]
    [InlineData("/live?x", "x")]
    [InlineData("/summary?%3Cscript%3E=1", "<script>")]
    public async Task An_unknown_query_parameter_is_named(string path, string parameter)
    {
        ApiProcess api = await StartAsync();
        Answer answer = (await api.Client.GetAsync(path)).Expect(HttpStatusCode.BadRequest);
        Assert.True(answer["errors"].TryGetProperty(parameter, out _), answer.Text);
        Assert.StartsWith(parameter, answer["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_before_the_start_is_refused_by_every_endpoint_that_has_both()
    {
        ApiProcess api = await StartAsync();
        ApiDescription description = await ApiDescription.OfAsync(api.Client);
        DescribedOperation[] ranges = [.. description.Operations.Where(one =>
            one.Parameters.Count(parameter => parameter["name"]!.GetValue<string>() is "from" or "to") == 2)];
        Assert.True(ranges.Length >= 6);
        foreach (DescribedOperation operation in ranges)
        {
            string path = operation.Path["/api/v1".Length..].Replace("{id}", "x", StringComparison.Ordinal);
            Answer answer = (await api.Client.GetAsync($"{path}?from=2024-02-02&to=2024-02-01")).Expect(HttpStatusCode.BadRequest);
            Assert.True(answer["errors"].TryGetProperty("to", out _), answer.Text);
        }
    }

    [Fact]
    public async Task HEAD_answers_what_GET_answers_but_for_the_body()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAppliedAsync(new Sale("x", "x", "x", "2024-06-01T10:00:00Z", new Line("x", 1, 1)))).Expect(
            HttpStatusCode.Created);
        await api.Client.WhenSettledAsync();
        using HttpClient http = ClientOf(api);
        ApiDescription description = await ApiDescription.OfAsync(api.Client);
        string[] paths =
        [
            .. description.Operations.Where(one => one.Method == HttpMethod.Get)
                .Select(one => one.Path.Replace("{id}", "x", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal)),
            "/openapi/v1.json", "/docs/index.html", "/api/v1/nothing", "/api/v1/stores?limit=0",
        ];
        foreach (string path in paths)
        {
            using HttpResponseMessage get = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using HttpResponseMessage head = await http.SendAsync(request);
            Assert.True(get.StatusCode == head.StatusCode, $"{path}: {get.StatusCode} by GET, {head.StatusCode} by HEAD");
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
        }

        using HttpResponseMessage summary = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/v1/summary"));
        Assert.Equal((await http.GetByteArrayAsync("/api/v1/summary")).Length, summary.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task An_unsupported_method_receives_the_allowed_ones_and_an_unknown_path_404()
    {
        ApiProcess api = await StartAsync();
        using HttpClient http = ClientOf(api);
        using HttpResponseMessage other = await http.DeleteAsync("/api/v1/summary");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, other.StatusCode);
        Assert.Equal(["GET", "HEAD"], other.Content.Headers.Allow.Order());
        Assert.Contains("allowed: GET, HEAD", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (string path in (string[])["/metrics", "/health", "/ready", "/version", "/openapi/v1.json"])
        {
            using HttpResponseMessage posted = await http.PostAsync(path, content: null);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        }

        Answer nothing = (await api.Client.GetAsync("/sumary")).Expect(HttpStatusCode.NotFound);
        Assert.Contains("/docs", nothing["detail"].GetString(), StringComparison.Ordinal);
        Answer quoted = (await api.Client.PostAsync("/transactions", "7")).Expect(HttpStatusCode.BadRequest);
        Assert.Equal("What was sent must be an object.", quoted["detail"].GetString());
    }

    [Fact]
    public async Task The_body_of_a_transaction_is_at_most_two_mebibytes_compressed_and_uncompressed()
    {
        ApiProcess api = await StartAsync();
        using HttpClient http = ClientOf(api);
        string sale = new Sale("long", "s", null, "2024-06-01T10:00:00Z", new Line("p", 1, 1)).ToJson();
        byte[] longest = Encoding.ASCII.GetBytes(sale + new string(' ', MaxTransaction - sale.Length)), longer = [.. longest, (byte)' '];
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, "/transactions", longest));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(http, "/transactions", longer));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(http, "/transactions", longer, chunked: true));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(http, "/transactions", Zipped(longer), gzip: true));
        byte[] useless = new byte[100_000];
        foreach (string path in (string[])["/transactions/long/void", "/admin/projections/rebuild", "/admin/reconciliation"])
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(http, path, useless));
        Assert.Equal(1, (await api.Client.GetAsync("/admin/projections/rebuild"))["generation"].GetInt32());
        Assert.Single((await api.Client.GetAsync("/transactions/long/revisions"))["items"].EnumerateArray());
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, byte[] body, bool chunked = false, bool gzip = false)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (gzip) content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1" + path) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        // Without it the client may still be writing when the server has answered and closed the connection.
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static byte[] Zipped(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(content);
        return zipped.ToArray();
    }

    private static HttpClient ClientOf(ApiProcess api)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = api.Client.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        return http;
    }
}
