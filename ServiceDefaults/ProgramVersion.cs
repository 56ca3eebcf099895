using System.Reflection;

namespace RetailGrains.ServiceDefaults;

/// <summary>The program's version: the output of <c>--version</c>, and its parts.</summary>
/// <param name="Version">The version from the last tag, such as <c>1.4.0</c>, or <c>1.4.1-dev.0.7</c> for seven commits later.</param>
/// <param name="Commit">The commit of the build; null when it was built without git.</param>
/// <param name="InformationalVersion">Both, as <c>--version</c> prints them.</param>
internal sealed record ProgramVersion(string Version, string? Commit, string InformationalVersion)
{
    private const string Unknown = "0.0.0";

    /// <summary>The version of the running program.</summary>
    public static ProgramVersion Current { get; } = Parse(
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    /// <param name="informational">A semantic version, with the commit after <c>+</c>.</param>
    public static ProgramVersion Parse(string? informational)
    {
        if (string.IsNullOrWhiteSpace(informational)) return new ProgramVersion(Unknown, null, Unknown);
        int plus = informational.IndexOf('+', StringComparison.Ordinal);
        if (plus < 0) return new ProgramVersion(informational, null, informational);
        string commit = informational[(plus + 1)..];
        return new ProgramVersion(informational[..plus], commit.Length == 0 ? null : commit, informational);
    }
}
