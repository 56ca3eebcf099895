using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>The description that the API serves, against which its answers are checked.</summary>
internal sealed class ApiDescription
{
    private readonly JsonObject _document;
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    private ApiDescription(string text)
    {
        _document = JsonNode.Parse(text)!.AsObject();
        Operations =
        [
            .. from path in _document["paths"]!.AsObject()
               from method in path.Value!.AsObject()
               select new DescribedOperation(method.Key, path.Key, method.Value!.AsObject()),
        ];
        foreach (DescribedOperation operation in Operations)
            foreach ((string _, JsonNode? schema) in operation.JsonAnswers)
                _schemas.TryAdd(schema!.ToJsonString(), SchemaOf(schema));
        BatchResult = SchemaOf(JsonNode.Parse("""{"$ref": "#/components/schemas/BatchResult"}""")!);
    }

    public IReadOnlyList<DescribedOperation> Operations { get; }

    /// <summary>A line of an NDJSON answer.</summary>
    private JsonSchema BatchResult { get; }

    public static async Task<ApiDescription> OfAsync(RetailClient client) => new(await TextAsync(client));

    /// <summary>The description as it is served.</summary>
    public static async Task<string> TextAsync(RetailClient client) => (await client.GetRootAsync("/openapi/v1.json")).Text;

    public DescribedOperation this[string id] => Operations.Single(operation => operation.Id == id);

    /// <summary>The schema itself, or the one that it refers to.</summary>
    public JsonObject Resolve(JsonNode schema) => schema["$ref"] is { } reference
        ? _document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : schema.AsObject();

    /// <summary>How an answer deviates from the description; null if it does not.</summary>
    public string? WrongWith(DescribedOperation operation, Exchange answer)
    {
        if (operation.Answer(answer.Status) is not { } described) return $"{answer.Status} is not described";
        foreach ((string header, JsonNode? _) in described["headers"]?.AsObject() ?? [])
            if (!answer.Headers.ContainsKey(header)) return $"the header {header} is missing";
        if (described["content"]?.AsObject() is not { } contents)
            return answer.Body.Length == 0 ? null : "a body is not described";
        if (contents[answer.MediaType] is null) return $"{answer.MediaType} is not described";
        return answer.MediaType switch
        {
            "application/json" or "application/problem+json" =>
                WrongWith(_schemas[contents[answer.MediaType]!["schema"]!.ToJsonString()], answer.Body),
            // The lines of exports are items of lists; ExportTests compares them.
            "application/x-ndjson" when operation.Id == "postTransactions" => answer.Text.TrimEnd().Split('\n').SkipLast(1)
                .Select(line => WrongWith(BatchResult, Encoding.UTF8.GetBytes(line))).FirstOrDefault(wrong => wrong is not null),
            _ => null,
        };
    }

    private static string? WrongWith(JsonSchema schema, byte[] json)
    {
        using JsonDocument parsed = JsonDocument.Parse(json);
        EvaluationResults results = schema.Evaluate(
            parsed.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        if (results.IsValid) return null;
        IEnumerable<string> errors = (results.Details ?? [])
            .Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
        return string.Join("; ", errors);
    }

    private JsonSchema SchemaOf(JsonNode schema)
    {
        JsonObject whole = Plain(schema).AsObject();
        whole["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        whole["$defs"] = Plain(_document["components"]!["schemas"]!);
        return JsonSchema.FromText(whole.ToJsonString());
    }

    /// <summary>Converts a schema to plain JSON Schema, in which the formats of OpenAPI are not formats.</summary>
    private static JsonNode Plain(JsonNode schema) => JsonNode.Parse(schema.ToJsonString()
        .Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)
        .Replace("\"format\":\"decimal\"", "\"title\":\"decimal\"", StringComparison.Ordinal)
        .Replace("\"format\":\"int64\"", "\"title\":\"int64\"", StringComparison.Ordinal)
        .Replace("\"format\":\"int32\"", "\"title\":\"int32\"", StringComparison.Ordinal))!;
}

/// <summary>An operation.</summary>
internal sealed record DescribedOperation(string Verb, string Path, JsonObject Node)
{
    public string Id { get; } = Node["operationId"]!.GetValue<string>();

    public HttpMethod Method { get; } = new(Verb.ToUpperInvariant());

    public IEnumerable<int> Statuses =>
        Node["responses"]!.AsObject().Select(one => int.Parse(one.Key, System.Globalization.CultureInfo.InvariantCulture));

    public IEnumerable<JsonObject> Parameters => Node["parameters"]?.AsArray().Select(one => one!.AsObject()) ?? [];

    public JsonObject? Bodies => Node["requestBody"]?["content"]?.AsObject();

    /// <summary>The caller must be authenticated.</summary>
    public bool IsGuarded => Node["security"] is JsonArray { Count: > 0 };

    /// <summary>Schemas of JSON answers.</summary>
    public IEnumerable<(string MediaType, JsonNode? Schema)> JsonAnswers =>
        from status in Node["responses"]!.AsObject()
        from content in status.Value!["content"]?.AsObject() ?? []
        where content.Key.EndsWith("json", StringComparison.Ordinal) && content.Key != "application/x-ndjson"
        select (content.Key, content.Value!["schema"]);

    public JsonObject? Answer(int status) =>
        Node["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)]?.AsObject();

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A request to be sent. The path holds the query.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    /// <summary>The caller; null without authentication.</summary>
    public string? Token { get; init; } = TestTokens.Operator;

    public string? MediaType { get; init; }

    public byte[]? Body { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public Call WithJson(string json) => this with { MediaType = "application/json", Body = Encoding.UTF8.GetBytes(json) };

    public Call WithBody(string mediaType, string text) => this with { MediaType = mediaType, Body = Encoding.UTF8.GetBytes(text) };

    public Call WithHeader(string name, string value) => this with { Headers = new(Headers) { [name] = value } };

    /// <summary>The request as it is sent, with the path unchanged.</summary>
    public HttpRequestMessage ToRequest(Uri address)
    {
        var request = new HttpRequestMessage(
            Method,
            new Uri(address.GetLeftPart(UriPartial.Authority) + Path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (Body is not null) request.Content = new ByteArrayContent(Body);
        if (Body is not null && MediaType is not null) request.Content!.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        if (Token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        foreach ((string name, string value) in Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public override string ToString() =>
        $"{Method} {Path} {string.Join(' ', Headers.Select(header => $"[{header.Key}: {header.Value}]"))} {MediaType} "
        + (Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2_000))));
}

/// <summary>An answer as it came.</summary>
internal sealed record Exchange(int Status, string MediaType, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static async Task<Exchange> SendAsync(HttpClient http, Uri address, Call call, CancellationToken cancel = default)
    {
        using HttpRequestMessage request = call.ToRequest(address);
        using HttpResponseMessage response = await http.SendAsync(request, cancel);
        return await OfAsync(response, cancel);
    }

    public static async Task<Exchange> OfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = response.Headers.Concat(response.Content.Headers);
        return new Exchange(
            (int)response.StatusCode,
            response.Content.Headers.ContentType is MediaTypeHeaderValue type ? type.MediaType! : "",
            headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync(cancel));
    }
}
