using System.IO;
using System.IO.Compression;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Description;

/// <summary>Serves the API's description, <c>/openapi/v1.json</c>, generated from the endpoints.</summary>
internal static class ApiDescription
{
    private const string Document = "v1";
    private const string Suffix = "Answer";

    public const string Path = "/openapi/v1.json";

    public static void AddApiDescription(this WebApplicationBuilder builder)
    {
        // The schemas follow the JSON options with which answers are written.
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
        app.MapGet(Path, (DescriptionText text, HttpContext http) => text.AnswerAsync(http)).ForAnyone();

    /// <summary>Schemas are named after their content: StorePage, not EntityPageAnswer of StoreAnswer.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null) return null;
        string name = type.Type.Name;
        if (type.Type.GenericTypeArguments is [var item]) return $"{Short(item.Name)}Page";
        return Short(name);
    }

    private static string Short(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
}

/// <summary>The description's text, plain and compressed; it never changes while the process lives.</summary>
internal sealed class DescriptionText([FromKeyedServices("v1")] IOpenApiDocumentProvider documents, EndpointDataSource endpoints)
{
    private const string Gzip = "gzip";

    private readonly Lazy<Task<Texts>> _texts = new(() => WriteAsync(documents, endpoints));

    public async Task AnswerAsync(HttpContext http)
    {
        Texts texts = await _texts.Value;
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (FigureAnswer.IsKnown(texts.Tag, http)) return;
        bool packed = http.Request.GetTypedHeaders().AcceptEncoding.Any(
            coding => coding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);
        if (packed) http.Response.Headers.ContentEncoding = Gzip;
        await FigureAnswer.SendAsync(http, packed ? texts.Packed : texts.Plain);
    }

    private static async Task<Texts> WriteAsync(IOpenApiDocumentProvider documents, EndpointDataSource endpoints)
    {
        // An endpoint without a description fails the whole document, so that none is forgotten.
        if (endpoints.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(IsMissing) is { } missing)
            throw new InvalidOperationException($"{missing.DisplayName} has no description: give it one with Describe.");
        OpenApiDocument document = await documents.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        byte[] plain = json.ToArray();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(plain);
        // The tag is weak because the compressed text has the same one.
        return new Texts(FigureAnswer.TagOf(plain, isWeak: true), plain, packed.ToArray());
    }

    private static bool IsMissing(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.StartsWith(Routes.Base + "/", StringComparison.Ordinal)
        && endpoint.Metadata.GetMetadata<Operation>() is null;

    private sealed record Texts(EntityTagHeaderValue Tag, byte[] Plain, byte[] Packed);
}
