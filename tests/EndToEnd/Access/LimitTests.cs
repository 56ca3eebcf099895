using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>How much one caller may ask for, on the running server.</summary>
[Collection(AccessCollection.Name)]
public sealed class LimitTests(AccessFixture fixture)
{
    [Fact]
    public async Task A_caller_beyond_the_rate_of_its_role_receives_429_and_does_not_delay_other_callers()
    {
        using HttpClient greedy = fixture.From("127.0.0.30", TestTokens.Sign(TestTokens.Claims("greedy", "viewer"), TestTokens.Key));
        using HttpClient other = fixture.From("127.0.0.30", TestTokens.Sign(TestTokens.Claims("modest", "viewer"), TestTokens.Key));
        HttpResponseMessage? refused = null;
        for (int i = 0; i < 1_000 && refused is null; i++)
        {
            HttpResponseMessage answer = await greedy.GetAsync("/api/v1/summary");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused = answer;
            else Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.NotNull(refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/summary")).StatusCode);
        await Eventually.IsTrueAsync(
            "the bucket fills again", async () => (await greedy.GetAsync("/api/v1/summary")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sales_may_be_sent_compressed()
    {
        string sales = Sale.ToJson(Enumerable.Range(0, 100).Select(i => Sale.Number("gz", i)));
        using HttpClient client = fixture.From("127.0.0.31", TestTokens.Operator);
        ByteArrayContent packed = Packed(Encoding.UTF8.GetBytes(sales), "gzip", "application/json");
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/transactions/batch", packed);
        Assert.Contains("\"recorded\":100", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "/transactions")]
    [InlineData("application/json", "/transactions/batch")]
    [InlineData("application/json", "/admin/accounts")]
    public async Task A_body_with_an_extreme_compression_ratio_is_refused(string type, string path)
    {
        using HttpClient client = fixture.From("127.0.0.32", TestTokens.Operator);
        using HttpResponseMessage answer = await client.PostAsync("/api/v1" + path, Packed(new byte[32 * 1024 * 1024], "gzip", type));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Other_encodings_are_refused_and_invalid_gzip_is_bad_input()
    {
        using HttpClient client = fixture.From("127.0.0.33", TestTokens.Operator);
        using HttpResponseMessage brotli =
            await client.PostAsync("/api/v1/transactions", Packed("{}"u8.ToArray(), "br", "application/json"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, brotli.StatusCode);
        foreach (string other in (string[])["br", "deflate", "compress"])
        {
            using HttpResponseMessage file =
                await client.PostAsync("/api/v1/imports", Packed("InvoiceNo\n"u8.ToArray(), other, "text/csv"));
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, file.StatusCode);
        }

        var broken = new ByteArrayContent("no gzip"u8.ToArray());
        broken.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        broken.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/api/v1/transactions", broken)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/auth/token", "utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/api/v1/auth/token", "unicode-1-1-utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/session", "utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/api/v1/auth/token", "utf-16", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/auth/token", "no-such", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/auth/token", "iso-8859-1", HttpStatusCode.Unauthorized)]
    public async Task A_form_in_another_charset_is_decoded_or_refused(string path, string charset, HttpStatusCode status)
    {
        using HttpClient client = fixture.From("127.0.0.37");
        client.DefaultRequestHeaders.Add("Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var form = new ByteArrayContent(Encoding.ASCII.GetBytes($"grant_type=password&username={charset}&password=none"));
        form.Headers.TryAddWithoutValidation("Content-Type", $"application/x-www-form-urlencoded; charset={charset}");
        Assert.Equal(status, (await client.PostAsync(path, form)).StatusCode);
    }

    [Fact]
    public async Task Too_deeply_nested_json_and_too_large_bodies_are_bad_input()
    {
        using HttpClient client = fixture.From("127.0.0.34", TestTokens.Operator);
        // Without it the client may still be writing when the server has answered and closed the connection.
        client.DefaultRequestHeaders.ExpectContinue = true;
        string deep = new string('[', 100_000) + new string(']', 100_000);
        foreach (string path in (string[])["/transactions", "/transactions/batch"])
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/api/v1" + path, AccessFixture.Json(deep))).StatusCode);
        string large = $$"""{"name":"{{new string('x', 100_000)}}"}""";
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync("/api/v1/admin/accounts", AccessFixture.Json(large))).StatusCode);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await client.PutAsync("/api/v1/stores/s", AccessFixture.Json(large))).StatusCode);
    }

    [Theory]
    [InlineData(AccessFixture.Origin, true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task Pages_of_configured_origins_may_call_and_no_others(string origin, bool may)
    {
        using HttpClient client = fixture.From("127.0.0.35");
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/transactions");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using HttpResponseMessage answer = await client.SendAsync(preflight);
        Assert.Equal(may, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/v1/summary")]
    [InlineData("/nothing")]
    public async Task Every_answer_has_the_security_headers_and_none_that_names_the_server(string path)
    {
        using HttpClient client = fixture.From("127.0.0.36", TestTokens.Operator);
        using HttpResponseMessage answer = await client.GetAsync(path);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task A_request_with_an_endless_head_is_cut_off()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, fixture.Address.Port);
        await socket.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "u8.ToArray());
        // The server answers 408 and closes the connection although the client sends nothing more.
        var buffer = new byte[1024];
        int read = await socket.ReceiveAsync(buffer);
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.41", "/docs/swagger-ui-bundle.js")]
    [InlineData("127.0.0.42", "/openapi/v1.json")]
    public async Task Files_are_compressed_and_can_be_cached(string address, string path)
    {
        using HttpClient client = fixture.From(address);
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using HttpResponseMessage packed = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, packed.StatusCode);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.False(packed.Headers.CacheControl!.NoStore);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(packed.Headers.ETag!);
        using HttpResponseMessage known = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);

        using HttpClient plain = fixture.From(address);
        using HttpResponseMessage whole = await plain.GetAsync(path);
        Assert.Empty(whole.Content.Headers.ContentEncoding);
        Assert.True((await whole.Content.ReadAsByteArrayAsync()).Length > (await packed.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("127.0.0.43", "/docs/swagger-ui.css")]
    [InlineData("127.0.0.44", "/docs")]
    [InlineData("127.0.0.45", "/openapi/v1.json")]
    [InlineData("127.0.0.46", "/")]
    [InlineData("127.0.0.47", "/favicon.ico")]
    [InlineData("127.0.0.48", "/docs/none")]
    [InlineData("127.0.0.49", "/health")]
    public async Task Requests_without_a_token_are_limited_on_every_path(string address, string path)
    {
        using HttpClient client = fixture.From(address);
        HttpStatusCode last = HttpStatusCode.OK;
        for (int i = 0; i < 50 && last != HttpStatusCode.TooManyRequests; i++)
        {
            HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.GetAsync(path)));
            if (answers.Any(answer => answer.StatusCode == HttpStatusCode.TooManyRequests)) last = HttpStatusCode.TooManyRequests;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    private static ByteArrayContent Packed(byte[] body, string encoding, string type)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding == "br"
            ? new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)
            : new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(body);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }
}
