using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>Plain lines on a console.</summary>
internal static class ConsoleLines
{
    /// <summary>Writes a line as it is: not wrapped at the width that a redirected console is taken to have.</summary>
    public static void Tell(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);
}
