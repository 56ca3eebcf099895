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
        var file = new Argument<string>("FILE") { Description = "A CSV file; one whose name ends with .gz is unpacked." };
        var serve = new Option<bool>(ServeSwitch) { Description = "Serve the API afterwards instead of ending." };
        var command = new Command(
            "import",
            "Imports a file and ends. Exit code 0: every invoice is in the ledger; 1: the import failed; "
                + "2: the file can't be read, or the command line is wrong; 3: completed, but with rejected or conflicting invoices.")
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

    /// <summary>What is wrong with the file, before anything is started for it; null when it can be imported.</summary>
    public static string? ProblemOf(string path)
    {
        if (path.Length == 0) return "FILE is empty: name a file.";
        if (Directory.Exists(path)) return $"{path} is a folder: name a file in it.";
        if (!File.Exists(path)) return $"There is no file {path}.";
        // The length of a pipe, as in import <(zcat a.gz), is not known; opening it here would take from what it holds.
        if (path.StartsWith("/dev/", StringComparison.Ordinal)) return null;
        try
        {
            using FileStream content = File.OpenRead(path);
            return content.CanSeek && content.Length == 0 ? $"{path} is empty." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} can't be read: {e.Message}";
        }
    }
}
