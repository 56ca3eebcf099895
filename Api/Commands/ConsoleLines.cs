using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>Writes plain lines to a console.</summary>
internal static class ConsoleLines
{
    /// <summary>Writes a line without wrapping it at the assumed width of a redirected console.</summary>
    public static void Print(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);
}
