using System.Globalization;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Tracing;

/// <summary>A span as OTLP represents it.</summary>
internal sealed record ReceivedSpan(
    string Service,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    ulong Start,
    ulong End,
    bool HasFailed,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<(string TraceId, string SpanId)> Links)
{
    private const ulong Error = 2;

    /// <summary>The spans of an export request.</summary>
    public static IEnumerable<ReceivedSpan> ReadAll(ReadOnlyMemory<byte> request) =>
        from resource in new ProtoMessage(request).Messages(1)
        let service = TagsOf(resource.Messages(1).SelectMany(attributes => attributes.Messages(1))).GetValueOrDefault("service.name", "")
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select Read(service, span);

    /// <summary>A trace as a tree, with each span's duration and its start relative to the first span.</summary>
    public static string Tree(IReadOnlyCollection<ReceivedSpan> spans)
    {
        var text = new StringBuilder();
        ulong begin = spans.Min(span => span.Start);
        foreach (ReceivedSpan root in spans.Where(span => spans.All(other => other.SpanId != span.ParentId)).OrderBy(span => span.Start))
            Append(text, root, spans, begin, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReceivedSpan span, IReadOnlyCollection<ReceivedSpan> all, ulong begin, string indent)
    {
        string links = span.Links.Count > 0 ? $"  ({span.Links.Count} links)" : "";
        string times = $"{Milliseconds(span.Start - begin),9} {Milliseconds(span.End - span.Start),9}";
        text.AppendLine(CultureInfo.InvariantCulture, $"{times}  {indent}{span.Service}: {span.Name}{links}");
        foreach (ReceivedSpan child in all.Where(other => other.ParentId == span.SpanId).OrderBy(other => other.Start))
            Append(text, child, all, begin, indent + "  ");
    }

    private static string Milliseconds(ulong nanoseconds) => (nanoseconds / 1e6).ToString("F2", CultureInfo.InvariantCulture);

    private static ReceivedSpan Read(string service, ProtoMessage span) => new(
        service,
        span.Hex(1),
        span.Hex(2),
        span.Hex(4),
        span.Text(5),
        span.Number(7),
        span.Number(8),
        span.Messages(15).Any(status => status.Number(3) == Error),
        TagsOf(span.Messages(9)),
        [.. span.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))]);

    private static Dictionary<string, string> TagsOf(IEnumerable<ProtoMessage> attributes) =>
        attributes.ToDictionary(tag => tag.Text(1), tag => tag.Messages(2).Select(ValueOf).FirstOrDefault(""));

    private static string ValueOf(ProtoMessage value) =>
        value.Text(1) is { Length: > 0 } text ? text : value.Number(3).ToString(CultureInfo.InvariantCulture);
}
