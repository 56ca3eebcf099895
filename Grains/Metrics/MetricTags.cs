namespace RetailGrains.Metrics;

/// <summary>Creates tags. Keep them in static fields: a tag is then a struct of two references, whose use allocates nothing.</summary>
internal static class MetricTags
{
    public static KeyValuePair<string, object?> Tag(this string name, string value) => new(name, value);
}
