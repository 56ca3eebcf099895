namespace RetailGrains.ServiceDefaults.Tracing;

/// <summary>What a program's traces contain in addition to requests.</summary>
/// <param name="Sources">Names of activity sources.</param>
/// <param name="Roots">Names of spans that may begin a trace.</param>
/// <param name="OnRequest">Called at the start of each request, in its flow; null when nothing is needed.</param>
internal sealed record ProgramSpans(string[] Sources, IReadOnlyCollection<string> Roots, Action? OnRequest)
{
    /// <summary>Requests only.</summary>
    public static ProgramSpans None { get; } = new([], [], null);
}
