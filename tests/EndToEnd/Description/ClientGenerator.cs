using System.Text.Json.Nodes;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>Writes the C# client from the API's description, with NSwag.</summary>
internal static class ClientGenerator
{
    private static readonly CSharpClientGeneratorSettings Settings = new()
    {
        ClassName = "RetailApi",
        OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
        ParameterNameGenerator = new CamelCase(),
        DisposeHttpClient = false,
        UseBaseUrl = false,
        GenerateOptionalParameters = true,
        WrapResponses = true,
        ResponseClass = "ApiResponse",
        CSharpGeneratorSettings =
        {
            Namespace = "RetailGrains.Client",
            JsonLibrary = CSharpJsonLibrary.SystemTextJson,
            GenerateNullableReferenceTypes = true,
            GenerateOptionalPropertiesAsNullable = true,
            UseRequiredKeyword = true,
            GenerateDataAnnotations = false,
            DateType = "System.DateOnly",
            ArrayType = "System.Collections.Generic.IReadOnlyList",
            ArrayInstanceType = "System.Collections.Generic.List",
        },
    };

    public static async Task<string> GenerateAsync(string description)
    {
        JsonNode document = JsonNode.Parse(description)!;
        Prepare(document);
        string code = new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(document.ToJsonString()), Settings).GenerateFile();
        return code.ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    /// <summary>
    /// Enumerated values stay strings: the generator's enums throw on a value that was added later. Answers that are not JSON are streams.
    /// </summary>
    private static void Prepare(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list) Prepare(item);
        }

        if (node is not JsonObject fields) return;
        fields.Remove("not");
        if (fields["enum"] is JsonArray) fields.Remove("enum");
        foreach ((string name, JsonNode? value) in fields.ToArray())
        {
            if (name is "text/csv" or "text/event-stream" or "application/x-ndjson")
                value!["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" };
            else if (name is not ("example" or "examples" or "default")) Prepare(value);
        }
    }

    private sealed class CamelCase : IParameterNameGenerator
    {
        private readonly DefaultParameterNameGenerator _standard = new();

        public string Generate(OpenApiParameter parameter, IEnumerable<OpenApiParameter> allParameters)
        {
            string[] words = _standard.Generate(parameter, allParameters).Split('_');
            return words[0] + string.Concat(words.Skip(1));
        }
    }
}
