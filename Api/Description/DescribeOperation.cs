using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RetailGrains.Access;

namespace RetailGrains.Api.Description;

/// <summary>Writes an endpoint's <see cref="Operation"/> and the rest of its metadata into the document.</summary>
internal sealed class DescribeOperation : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        Operation text = metadata.OfType<Operation>().Single();
        OpenApiDocument document = context.Document!;
        operation.OperationId = text.OperationId;
        operation.Summary = text.Summary;
        operation.Description = text.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(text.Tag, document) };
        operation.Parameters = [.. text.Parameters];
        if (text.Bodies.Count > 0) operation.RequestBody = BodyOf(text, document);
        // Every endpoint refuses query parameters that it does not declare.
        text.Refuses(400);
        DescribeAccess(operation, text, metadata, document);
        OpenApiResponses found = operation.Responses!;
        operation.Responses = [];
        foreach ((int status, AnswerText answer) in text.Answered)
        {
            string key = status.ToString(CultureInfo.InvariantCulture);
            OpenApiResponse response = found.TryGetValue(key, out IOpenApiResponse? known) ? (OpenApiResponse)known : new OpenApiResponse();
            Describe(response, answer, document);
            operation.Responses[key] = response;
        }

        return Task.CompletedTask;
    }

    /// <summary>The roles that may call it, and the answers to others.</summary>
    private static void DescribeAccess(OpenApiOperation operation, Operation text, IList<object> metadata, OpenApiDocument document)
    {
        operation.Security = [];
        if (metadata.OfType<IAllowAnonymous>().Any()) return;
        text.Refuses(401, 403, 429);
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(DescribeDocument.Account, document)] = [] });
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(DescribeDocument.Token, document)] = [] });
        IEnumerable<string> roles = metadata.OfType<AuthorizationPolicy>()
            .SelectMany(policy => policy.Requirements.OfType<RolesAuthorizationRequirement>())
            .SelectMany(requirement => requirement.AllowedRoles);
        string rule = metadata.OfType<StoreRule>().LastOrDefault() is { Text.Length: > 0 } stores ? $" {stores.Text}" : "";
        operation.Description = $"{text.Description} For {string.Join(", ", roles)}.{rule}".TrimStart();
    }

    private static OpenApiRequestBody BodyOf(Operation text, OpenApiDocument document) => new()
    {
        Required = !text.IsBodyOptional,
        Content = text.Bodies.ToDictionary(
            body => body.MediaType,
            body => new OpenApiMediaType { Schema = body.Schema(document), Example = ExampleOf(body) }),
    };

    private static JsonNode? ExampleOf(BodyContent body) =>
        body.MediaType == "application/json" ? JsonNode.Parse(body.Example) : JsonValue.Create(body.Example);

    private static void Describe(OpenApiResponse response, AnswerText answer, OpenApiDocument document)
    {
        response.Description = answer.What;
        foreach (string header in answer.Headers) AddHeader(response, header);
        foreach (AnswerContent content in answer.Contents)
        {
            response.Content ??= new Dictionary<string, OpenApiMediaType>();
            if (!response.Content.TryGetValue(content.MediaType, out OpenApiMediaType? media))
                response.Content[content.MediaType] = media = new OpenApiMediaType { Schema = SchemaOf(content, document) };
            media.Example = content.Example?.DeepClone();
        }
    }

    private static IOpenApiSchema SchemaOf(AnswerContent content, OpenApiDocument document) => content.IsProblem
        ? new OpenApiSchemaReference(DescribeDocument.Problem, document)
        : new OpenApiSchema { Type = JsonSchemaType.String };

    private static void AddHeader(OpenApiResponse response, string name)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader
        {
            Required = true,
            Description = name switch
            {
                "Location" => "The address of the resource.",
                "Retry-After" => "Seconds to wait before the retry.",
                "WWW-Authenticate" => "`Bearer`.",
                "ETag" => "The tag of the answer, for `If-None-Match`.",
                "Cache-Control" => "`no-cache`: revalidate cached copies. `no-store`: do not cache.",
                _ => throw new ArgumentOutOfRangeException(nameof(name)),
            },
            Schema = new OpenApiSchema { Type = name == "Retry-After" ? JsonSchemaType.Integer : JsonSchemaType.String },
        };
    }
}
