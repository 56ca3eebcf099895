using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RetailGrains.Api.Description;

/// <summary>Adds to answers' schemas what their types do not state: exact amounts, no additional fields, and the allowed values.</summary>
internal sealed class DescribeSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        Type type = context.JsonTypeInfo.Type;
        if (Nullable.GetUnderlyingType(type) is { } underlying) type = underlying;
        if (type == typeof(decimal)) schema.Format = "decimal";
        if (schema.Properties is { Count: > 0 }) schema.AdditionalPropertiesAllowed = false;
        if (context.JsonPropertyInfo is { } property) DescribeProperty(schema, property);
        return Task.CompletedTask;
    }

    private static void DescribeProperty(OpenApiSchema schema, JsonPropertyInfo property)
    {
        ICustomAttributeProvider? attributes = property.AttributeProvider;
        if (attributes?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute words])
            schema.Enum = [.. words.Values.Select(word => JsonValue.Create((string?)word)!)];
        // The field is left out instead of null.
        if (attributes?.IsDefined(typeof(JsonIgnoreAttribute), inherit: false) == true) schema.Type &= ~JsonSchemaType.Null;
        switch (property.Name)
        {
            case "position": schema.Pattern = Parameter.PositionPattern; break;
            case "grossSales": schema.Minimum = "0"; break;
            case "reductions": schema.Maximum = "0"; break;
        }
    }
}
