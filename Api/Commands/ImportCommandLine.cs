using System.CommandLine;
using RetailGrains.Api.Hosting;
using RetailGrains.Silo.CommandLine;

namespace RetailGrains.Api.Commands;

/// <summary><c>import FILE [--serve]</c>.</summary>
internal static class ImportCommandLine
{
    public const string ServeSwitch = "--serve";

    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file, also compressed by gzip." };
        var serve = new Option<bool>(ServeSwitch) { Description = "Serve the API afterwards instead of exiting." };
        var command = new Command(
            "import",
            "Imports a file and exits with code 0 (all recorded or known), 1 (failed), 2 (no such file) or 3 (some rejected or in "
                + "conflict).")
        {
            file,
            serve,
        };
        command.SetAction((parsed, _) =>
        {
            string path = parsed.GetValue(file)!;
            if (ProblemOf(path) is { } problem) throw new CommandLineException(problem);
            return ApiProgram.RunAsync(settings, new ServerWork.Import(path, parsed.GetValue(serve)));
        });
        return command;
    }

    /// <summary>A problem with the file, found before anything starts; null when it can be imported.</summary>
    public static string? ProblemOf(string path)
    {
        if (path.Length == 0) return "FILE is empty: name a file.";
        if (Directory.Exists(path)) return $"{path} is a folder: name a file in it.";
        if (!File.Exists(path)) return $"There is no file {path}.";
        // A pipe, as in import <(zcat a.gz), has no known length, and opening it here would consume its content.
        if (path.StartsWith("/dev/", StringComparison.Ordinal)) return null;
        try
        {
            using FileStream content = File.OpenRead(path);
            return content.CanSeek && content.Length == 0 ? $"{path} is empty." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {e.Message}";
        }
    }
}
