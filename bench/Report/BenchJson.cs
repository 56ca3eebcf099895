using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Bench.Report;

/// <summary>The results as JSON.</summary>
internal static class BenchJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
