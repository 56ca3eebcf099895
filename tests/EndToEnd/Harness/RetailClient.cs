using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>An answer of the API.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    private JsonElement? _json;

    /// <summary>The media type without its parameters.</summary>
    public string? ContentType { get; init; }

    public JsonElement Json => _json ??= JsonDocument.Parse(Text).RootElement;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public JsonElement this[string name] => Json.GetProperty(name);

    public string Position => this["position"].GetString()!;

    public bool Duplicate => this["duplicate"].GetBoolean();

    /// <summary>Returns the answer if it has this status; otherwise fails the test and shows the answer.</summary>
    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }
}

/// <summary>A client of the HTTP API.</summary>
internal sealed class RetailClient : IDisposable
{
    /// <summary>The span of a caller that begins a trace.</summary>
    public const string CallerSpan = "00f067aa0ba902b7";

    private const string Base = "/api/v1";
    private const int PageSize = 500;
    private const int LargeBody = 1024 * 1024;

    private readonly HttpClient _http;

    /// <param name="address">The API's address.</param>
    /// <param name="token">The caller's token; an operator's by default, empty for none.</param>
    public RetailClient(Uri address, string? token = null)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        token ??= TestTokens.Operator;
        if (token.Length > 0) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address => _http.BaseAddress!;

    public Task<Answer> GetRootAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> GetAsync(string path, string? atLeast = null) => SendAsync(HttpMethod.Get, Base + path, atLeast: atLeast);

    public Task<Answer> PostAsync(string path, string? json = null) =>
        SendAsync(HttpMethod.Post, Base + path, json is null ? null : JsonContent(json));

    public Task<Answer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, Base + path, JsonContent(json));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, Base + path);

    public Task<Answer> PostAsync(Sale sale) => PostAsync("/transactions", sale.ToJson());

    /// <summary>As part of a trace that the caller has begun.</summary>
    public Task<Answer> PostTracedAsync(Sale sale, string traceId) =>
        SendAsync(HttpMethod.Post, Base + "/transactions", JsonContent(sale.ToJson()), traceId: traceId);

    /// <summary>As part of a trace that the caller has begun.</summary>
    public Task<Answer> GetTracedAsync(string path, string traceId) => SendAsync(HttpMethod.Get, Base + path, traceId: traceId);

    public Task<Answer> PostAppliedAsync(Sale sale) => PostAsync("/transactions?wait=applied", sale.ToJson());

    public Task<Answer> PostBatchAsync(IEnumerable<Sale> sales) => PostAsync("/transactions/batch", Sale.ToJson(sales));

    /// <summary>Uploads a file; the answer has its import's id.</summary>
    public Task<Answer> UploadAsync(string name, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        if (file is [0x1F, 0x8B, ..]) content.Headers.ContentEncoding.Add("gzip");
        return SendAsync(HttpMethod.Post, $"{Base}/imports?name={Uri.EscapeDataString(name)}", content);
    }

    /// <summary>Uploads a file from a stream, which is read as data becomes available.</summary>
    public Task<Answer> UploadAsync(string name, Stream file)
    {
        var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return SendAsync(HttpMethod.Post, $"{Base}/imports?name={Uri.EscapeDataString(name)}", content);
    }

    /// <summary>Waits until an import has ended, and expects success; returns its final status.</summary>
    public async Task<JsonElement> WhenImportedAsync(string importId)
    {
        Answer? status = null;
        await Eventually.IsTrueAsync(
            $"import {importId} ends",
            async () => (status = (await GetAsync($"/imports/{importId}")).Expect(HttpStatusCode.OK))["state"].GetString() != "running",
            () => status!.Text);
        Assert.True(status!["state"].GetString() == "completed", status.Text);
        return status.Json;
    }

    /// <summary>Waits until an undo has ended without an error; returns the import's final status.</summary>
    public async Task<JsonElement> WhenUndoneAsync(string importId)
    {
        Answer? status = null;
        await Eventually.IsTrueAsync(
            $"the undo of import {importId} ends",
            async () => (status = (await GetAsync($"/imports/{importId}")).Expect(HttpStatusCode.OK))["undo"].GetProperty("state")
                .GetString() != "running",
            () => status!.Text);
        Assert.True(status!["undo"].GetProperty("state").GetString() == "completed", status.Text);
        return status.Json;
    }

    public async Task<JsonElement> ImportAsync(string name, byte[] file) =>
        await WhenImportedAsync((await UploadAsync(name, file)).Expect(HttpStatusCode.Accepted)["importId"].GetString()!);

    /// <summary>Waits until everything recorded is in every figure and saved.</summary>
    public Task WhenSettledAsync()
    {
        Answer? ledger = null;
        return Eventually.IsTrueAsync(
            "everything recorded is saved in every figure",
            async () =>
            {
                ledger = await GetAsync("/admin/ledger");
                return ledger.IsSuccess && ledger["partitions"].EnumerateArray()
                    .All(p => p.GetProperty("checkpoint").GetInt64() == p.GetProperty("head").GetInt64());
            },
            () => ledger!.Text);
    }

    public async Task<Answer> ReconcileAsync() => (await PostAsync("/admin/reconciliation")).Expect(HttpStatusCode.OK);

    /// <summary>Compares every figure with the ledger: there must be no difference.</summary>
    public async Task<Answer> ExpectAgreementAsync()
    {
        Answer report = await ReconcileAsync();
        Assert.True(report["agrees"].GetBoolean(), report.Text);
        return report;
    }

    /// <summary>All items of a list, page by page.</summary>
    public async Task<List<JsonElement>> ListAsync(string path)
    {
        var items = new List<JsonElement>();
        string separator = path.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        for (string cursor = ""; ;)
        {
            Answer page = (await GetAsync($"{path}{separator}limit={PageSize}{cursor}")).Expect(HttpStatusCode.OK);
            items.AddRange(page["items"].EnumerateArray());
            if (page["next"].ValueKind == JsonValueKind.Null) return items;
            cursor = $"&cursor={Uri.EscapeDataString(page["next"].GetString()!)}";
        }
    }

    public void Dispose() => _http.Dispose();

    private static StringContent JsonContent(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>Paths are sent unchanged: an id of dots would otherwise be treated as path navigation.</summary>
    private async Task<Answer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? atLeast = null, string? traceId = null)
    {
        var address = new Uri(
            Address.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, address) { Content = content };
        // Otherwise the client may still be writing a refused body when the server has answered and closed the connection.
        if (content?.Headers.ContentLength > LargeBody) request.Headers.ExpectContinue = true;
        if (atLeast is not null) request.Headers.Add("Retail-At-Least", atLeast);
        if (traceId is not null) request.Headers.Add("traceparent", $"00-{traceId}-{CallerSpan}-01");
        using HttpResponseMessage response = await _http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers)
        {
            ContentType = response.Content.Headers.ContentType?.MediaType,
        };
    }
}
