using System.IO;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Description;

/// <summary>The API's description, <c>/openapi/v1.json</c>, made from the endpoints.</summary>
internal static class ApiDescription
{
    private const string Document = "v1";
    private const string Suffix = "Answer";

    public const string Path = "/openapi/v1.json";

    public static void AddApiDescription(this WebApplicationBuilder builder)
    {
        // Schemas are made from how answers are written.
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = NameOf;
            options.ShouldInclude = endpoint => endpoint.ActionDescriptor.EndpointMetadata.OfType<Operation>().Any();
            options.AddSchemaTransformer<DescribeSchema>();
            options.AddOperationTransformer<DescribeOperation>();
            options.AddDocumentTransformer<DescribeDocument>();
        });
        builder.Services.AddSingleton<DescriptionText>();
    }

    public static void MapApiDescription(this WebApplication app) =>
        app.MapGet(Path, async (DescriptionText text, HttpResponse response) =>
            JsonAnswer.Write(response, StatusCodes.Status200OK, "application/json", await text.Json)).ForAnyone();

    /// <summary>Answers are told by what they are: a StorePage, not an EntityPageAnswer of StoreAnswer.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null) return null;
        string name = type.Type.Name;
        if (type.Type.GenericTypeArguments is [var item]) return $"{Short(item.Name)}Page";
        return Short(name);
    }

    private static string Short(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
}

/// <summary>The description's text, which is the same as long as the process lives.</summary>
internal sealed class DescriptionText([FromKeyedServices("v1")] IOpenApiDocumentProvider documents, EndpointDataSource endpoints)
{
    private readonly Lazy<Task<byte[]>> _json = new(() => WriteAsync(documents, endpoints));

    public Task<byte[]> Json => _json.Value;

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider documents, EndpointDataSource endpoints)
    {
        // The description is whole, or there is none.
        if (endpoints.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(IsMissing) is { } missing)
            throw new InvalidOperationException($"{missing.DisplayName} has no description: give it one with Describe.");
        OpenApiDocument document = await documents.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }

    private static bool IsMissing(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.StartsWith(Routes.Base + "/", StringComparison.Ordinal)
        && endpoint.Metadata.GetMetadata<Operation>() is null;
}
