using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Description;

/// <summary>
/// The description of an endpoint, kept as its metadata because handlers read and write JSON by hand and nothing else declares it. What
/// endpoints share (access, limits, positions to wait for) comes from their other metadata.
/// </summary>
/// <param name="id">A unique id; the method name in the generated client.</param>
/// <param name="tag">One of <see cref="Tags"/>.</param>
/// <param name="summary">One line.</param>
internal sealed class Operation(string id, string tag, string summary)
{
    public string OperationId => id;

    public string Tag => tag;

    public string Summary => summary;

    /// <summary>Further explanation.</summary>
    public string? Description { get; init; }

    public List<OpenApiParameter> Parameters { get; } = [];

    public List<BodyContent> Bodies { get; } = [];

    public bool IsBodyOptional { get; private set; }

    public SortedDictionary<int, AnswerText> Answered { get; } = [];

    /// <summary>Whether the query parameter is declared. Case is ignored, as in ASP.NET.</summary>
    public bool HasQueryParameter(string name) => Parameters.Exists(
        parameter => parameter.In == ParameterLocation.Query && string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The id in the path.</summary>
    public Operation Id(string what, string example) => With(Parameter.Id("id", ParameterLocation.Path, $"Id of the {what}.", example));

    public Operation With(params ReadOnlySpan<OpenApiParameter> parameters)
    {
        Parameters.AddRange(parameters);
        return this;
    }

    /// <summary>A required body.</summary>
    public Operation Takes(string mediaType, Func<OpenApiDocument, IOpenApiSchema> schema, string example)
    {
        Bodies.Add(new BodyContent(mediaType, schema, example));
        return this;
    }

    /// <summary>An optional body.</summary>
    public Operation TakesPerhaps(string mediaType, Func<OpenApiDocument, IOpenApiSchema> schema, string example)
    {
        IsBodyOptional = true;
        return Takes(mediaType, schema, example);
    }

    /// <summary>A JSON answer.</summary>
    public Operation Answers<T>(int status, string what, T example, JsonTypeInfo<T> type, params string[] headers)
    {
        var json = new AnswerContent("application/json", typeof(T), ExampleOf(example, type));
        Answered[status] = new AnswerText(what, headers, [json]);
        return this;
    }

    /// <summary>An answer of another media type, also in addition to JSON.</summary>
    public Operation AnswersText(int status, string what, string mediaType, string example)
    {
        AnswerText known = Answered.GetValueOrDefault(status) ?? new AnswerText(what, [], []);
        Answered[status] = known with { Contents = [.. known.Contents, new AnswerContent(mediaType, null, JsonValue.Create(example))] };
        return this;
    }

    /// <summary>An answer without a body.</summary>
    public Operation AnswersNothing(int status, string what, params string[] headers)
    {
        Answered[status] = new AnswerText(what, headers, []);
        return this;
    }

    /// <summary>An answer with figures: the caller can wait for a position, and the tag allows 304.</summary>
    public Operation AnswersFigures<T>(string what, T example, JsonTypeInfo<T> type) => this
        .With(Parameter.AtLeast, Parameter.IfNoneMatch)
        .Answers(200, what, example, type, "ETag", "Cache-Control")
        .AnswersNothing(304, "Not modified: the caller's copy, named by `If-None-Match`, is current.", "ETag", "Cache-Control")
        .Refuses(400, 503);

    /// <summary>Error answers, which are problems.</summary>
    public Operation Refuses(params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses) Answered.TryAdd(status, Refusals.Of(status, Refusals.TextOf(status)));
        return this;
    }

    public Operation Refuses(int status, string what)
    {
        Answered[status] = Refusals.Of(status, what);
        return this;
    }

    private static JsonNode? ExampleOf<T>(T example, JsonTypeInfo<T> type) => JsonNode.Parse(JsonBuffer.Write(example, type));
}

/// <summary>A request body.</summary>
internal sealed record BodyContent(string MediaType, Func<OpenApiDocument, IOpenApiSchema> Schema, string Example);

/// <summary>The answer of one status.</summary>
internal sealed record AnswerText(string What, IReadOnlyList<string> Headers, IReadOnlyList<AnswerContent> Contents);

/// <summary>A response body: a JSON type or text.</summary>
internal sealed record AnswerContent(string MediaType, Type? Type, JsonNode? Example)
{
    /// <summary>Whether the content is a problem, which is the same everywhere.</summary>
    public bool IsProblem => MediaType == "application/problem+json";
}

/// <summary>The groups of operations.</summary>
internal static class Tags
{
    public const string Transactions = "Transactions";
    public const string Imports = "Imports";
    public const string Chain = "Chain";
    public const string Stores = "Stores";
    public const string Products = "Products";
    public const string Customers = "Customers";
    public const string Operations = "Operations";
    public const string Access = "Access";
}

/// <summary>Attaches descriptions to endpoints.</summary>
internal static class OperationDescription
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, Operation operation)
    {
        foreach ((int status, AnswerText answer) in operation.Answered)
        {
            foreach (AnswerContent content in answer.Contents.Where(content => content.Type is not null))
                endpoint.Produces(status, content.Type, content.MediaType);
        }

        return endpoint.WithMetadata(operation);
    }
}
