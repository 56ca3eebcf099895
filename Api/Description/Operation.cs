using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Description;

/// <summary>
/// What the API's description says of an endpoint, kept beside the endpoint as its metadata: handlers read and write JSON by hand, so
/// nobody else could tell. What an endpoint shares with others (access, limits, positions to wait for) is added from its other metadata.
/// </summary>
/// <param name="id">Unique; the name of the generated client's method.</param>
/// <param name="tag">One of <see cref="Tags"/>.</param>
/// <param name="summary">One line.</param>
internal sealed class Operation(string id, string tag, string summary)
{
    public string OperationId => id;

    public string Tag => tag;

    public string Summary => summary;

    /// <summary>What else there is to know.</summary>
    public string? Description { get; init; }

    public List<OpenApiParameter> Parameters { get; } = [];

    public List<BodyContent> Bodies { get; } = [];

    public bool IsBodyOptional { get; private set; }

    public SortedDictionary<int, AnswerText> Answered { get; } = [];

    /// <summary>Whether this is declared to stand in the query, in whichever case, as ASP.NET reads it.</summary>
    public bool HasQueryParameter(string name) => Parameters.Exists(
        parameter => parameter.In == ParameterLocation.Query && string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The id in the path.</summary>
    public Operation Id(string what, string example) => With(Parameter.Id("id", ParameterLocation.Path, $"Id of the {what}.", example));

    public Operation With(params ReadOnlySpan<OpenApiParameter> parameters)
    {
        Parameters.AddRange(parameters);
        return this;
    }

    /// <summary>A body that it takes.</summary>
    public Operation Takes(string mediaType, Func<OpenApiDocument, IOpenApiSchema> schema, string example)
    {
        Bodies.Add(new BodyContent(mediaType, schema, example));
        return this;
    }

    /// <summary>A body that may be left out.</summary>
    public Operation TakesPerhaps(string mediaType, Func<OpenApiDocument, IOpenApiSchema> schema, string example)
    {
        IsBodyOptional = true;
        return Takes(mediaType, schema, example);
    }

    /// <summary>An answer in JSON.</summary>
    public Operation Answers<T>(int status, string what, T example, JsonTypeInfo<T> type, params string[] headers)
    {
        var json = new AnswerContent("application/json", typeof(T), ExampleOf(example, type));
        Answered[status] = new AnswerText(what, headers, [json]);
        return this;
    }

    /// <summary>An answer that is text of another type; also beside one in JSON.</summary>
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

    /// <summary>Figures: they can be waited for and have a tag, so that who has them already is told so.</summary>
    public Operation AnswersFigures<T>(string what, T example, JsonTypeInfo<T> type) => this
        .With(Parameter.AtLeast, Parameter.IfNoneMatch)
        .Answers(200, what, example, type, "ETag", "Cache-Control")
        .AnswersNothing(304, "Not modified: the caller's copy, named by `If-None-Match`, is current.", "ETag", "Cache-Control")
        .Refuses(400, 503);

    /// <summary>Refusals, which are problems.</summary>
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

/// <summary>A body that is taken.</summary>
internal sealed record BodyContent(string MediaType, Func<OpenApiDocument, IOpenApiSchema> Schema, string Example);

/// <summary>An answer of one status.</summary>
internal sealed record AnswerText(string What, IReadOnlyList<string> Headers, IReadOnlyList<AnswerContent> Contents);

/// <summary>A body that is answered: of a type in JSON, or text.</summary>
internal sealed record AnswerContent(string MediaType, Type? Type, JsonNode? Example)
{
    /// <summary>The content is a problem, the same everywhere.</summary>
    public bool IsProblem => MediaType == "application/problem+json";
}

/// <summary>What operations are grouped by.</summary>
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

/// <summary>Puts descriptions on endpoints.</summary>
internal static class Describing
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
