using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Docs;

/// <summary>Every path that the docs show exists, with the method and the parameters that they show.</summary>
public sealed class PathTests(ITestOutputHelper output) : EndToEndTest(output)
{
    /// <summary>Text that looks like a path of the API but is none.</summary>
    private static readonly Dictionary<string, string> NoPaths = new()
    {
        ["/api/v1"] = "the prefix of all paths",
        ["/dashboard"] = "on the operations port of a silo",
        ["/dashboard/*"] = "a pattern, on the operations port of a silo",
        ["/docs/*"] = "a pattern; other pages show `/docs`",
    };

    /// <summary>404 without REDIS_URL, as documented.</summary>
    private static readonly string[] OfStreams = ["/api/v1/admin/streams", "/api/v1/admin/dead-letters"];

    /// <summary>
    /// Each path is requested once: many pages show <c>GET /api/v1/live</c>, and a caller may hold only a few of these streams.
    /// </summary>
    private readonly Dictionary<string, HttpStatusCode> _statuses = [];

    [Fact]
    public async Task Every_path_in_the_docs_exists()
    {
        ApiProcess api = await StartAsync();
        JsonElement description = (await api.Client.GetRootAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Json;
        JsonElement described = description.GetProperty("paths");
        IReadOnlyList<ShownPath> shown = DocsPages.Paths;
        Assert.True(shown.Count > 30, $"Only {shown.Count} paths are found in the docs.");
        List<string> wrong = [];
        foreach (ShownPath path in shown.Where(path => !NoPaths.ContainsKey(path.Path)))
        {
            Output.WriteLine($"{path}");
            if (await ProblemAsync(api.Client, described, path) is { } problem) wrong.Add($"{path}: {problem}");
        }

        IReadOnlyList<AnswerFilter> filters = DocsPages.Filters;
        Assert.NotEmpty(filters);
        foreach (AnswerFilter filter in filters)
        {
            HashSet<string> fields = [];
            JsonElement operation = described.GetProperty(filter.Path).GetProperty("get");
            AddFields(description, operation.GetProperty("responses").GetProperty("200"), fields);
            wrong.AddRange(filter.Fields.Except(fields).Select(field => $"{filter.Page}: {filter.Path} has no field {field}"));
        }

        Assert.Empty(wrong);
        Assert.All(NoPaths.Keys, path => Assert.Contains(shown, one => one.Path == path));
    }

    private async Task<string?> ProblemAsync(RetailClient client, JsonElement described, ShownPath shown)
    {
        JsonProperty? operations =
            described.EnumerateObject().Cast<JsonProperty?>().FirstOrDefault(one => Matches(one!.Value.Name, shown.Path));
        if (operations is { } known)
        {
            if (shown.Method is { } method && !known.Value.TryGetProperty(method.ToLowerInvariant(), out _)) return $"there is no {method}";
            string[] parameters = [.. known.Value.EnumerateObject()
                .Where(
                    operation => operation.Value.ValueKind == JsonValueKind.Object && operation.Value.TryGetProperty("parameters", out _))
                .SelectMany(operation => operation.Value.GetProperty("parameters").EnumerateArray())
                .Where(parameter => parameter.TryGetProperty("name", out _))
                .Select(parameter => parameter.GetProperty("name").GetString()!)];
            string[] unknown = [.. shown.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=')[0]).Except(parameters)];
            if (unknown.Length > 0) return $"there is no parameter {string.Join(", ", unknown)}";
            if (!known.Value.TryGetProperty("get",
                out _) || known.Value.EnumerateObject().Count() > 1 || shown.Path.AsSpan().IndexOfAny('{', '$') >= 0)
                return null;
        }

        if (!_statuses.TryGetValue(shown.Path, out HttpStatusCode status))
            _statuses[shown.Path] = status = await StatusAsync(client, shown.Path);
        bool isRight = (int)status is >= 200 and < 400
            // The resource with the id may not exist here; the description shows that the path exists.
            || (status == HttpStatusCode.NotFound
                && (OfStreams.Contains(shown.Path) || operations is { Name: var name } && name.Contains('{')));
        return isRight ? null : $"{(int)status}";
    }

    /// <summary>
    /// Adds the names of all fields that the schemas below an element of the description have. References to schemas are added too, so
    /// that each is followed once.
    /// </summary>
    private static void AddFields(JsonElement description, JsonElement element, HashSet<string> fields)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in element.EnumerateArray()) AddFields(description, item, fields);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            bool areFields = property.Name == "properties" && property.Value.ValueKind == JsonValueKind.Object;
            if (areFields) fields.UnionWith(property.Value.EnumerateObject().Select(field => field.Name));
            if (property.Name == "$ref" && fields.Add(property.Value.GetString()!))
                AddFields(description, Resolve(description, property.Value.GetString()!), fields);
            else AddFields(description, property.Value, fields);
        }
    }

    private static JsonElement Resolve(JsonElement description, string reference) =>
        reference.Split('/').Skip(1).Aggregate(description, (element, name) => element.GetProperty(name));

    /// <summary>Reads only the headers, because the body of an event stream does not end.</summary>
    private static async Task<HttpStatusCode> StatusAsync(RetailClient client, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = client.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.Operator);
        using HttpResponseMessage answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    /// <summary>Compares paths segment by segment; a segment in braces matches any.</summary>
    private static bool Matches(string template, string path)
    {
        string[] expected = template.Split('/'), actual = path.TrimEnd('/').Split('/');
        return expected.Length == actual.Length
            && expected.Zip(actual).All(part => part.First.StartsWith('{') ? part.Second.Length > 0 : part.First == part.Second);
    }
}
