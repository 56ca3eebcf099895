using System.CommandLine;
using System.CommandLine.Parsing;
using RetailGrains.ServiceDefaults.Settings;

namespace RetailGrains.Silo.CommandLine;

/// <summary>
/// A program's commands. An unknown word is refused with one line, the nearest known word and exit code 2; nothing is started.
/// </summary>
/// <param name="root">The commands; the root's own action runs when the command line names none.</param>
/// <param name="known">The settings that may also be arguments.</param>
/// <param name="others">Other accepted words.</param>
internal sealed class ProgramCommands(RootCommand root, KnownSettings known, params string[] others)
{
    private const string Help = "--help";
    private const string SettingForm = "--Section:Key=value";

    /// <summary>Runs the command among the arguments.</summary>
    /// <param name="arguments">The arguments without the settings, which <see cref="Arguments"/> has removed.</param>
    public Task<int> RunAsync(string[] arguments)
    {
        ParseResult result = root.Parse(HelpByName(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (ProblemOf(result) is { } problem) throw new CommandLineException(problem);
        // The host handles signals. Without the null, the library would kill the process two seconds after SIGTERM, in the middle of its
        // work.
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return result.InvokeAsync(configuration);
    }

    /// <summary><c>help import</c> is <c>import --help</c>.</summary>
    private static string[] HelpByName(string[] arguments) => arguments is ["help", .. string[] of] ? [.. of, Help] : arguments;

    private string? ProblemOf(ParseResult result)
    {
        if (result.UnmatchedTokens is [{ } unknown, ..]) return Unknown(unknown, result.CommandResult.Command);
        if (result.Errors is not [{ } error, ..]) return null;
        Command command = result.CommandResult.Command;
        return $"{(MissingIn(result) is { } missing ? $"{command.Name} needs {missing}." : error.Message)} {ToHelp(command)}";
    }

    /// <summary>The first required argument that is missing.</summary>
    private static string? MissingIn(ParseResult result) => result.CommandResult.Command.Arguments
        .FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 })?.Name;

    private string Unknown(string word, Command command)
    {
        string kind = word.StartsWith('-') ? "an option" : command == root ? "a command" : $"an argument of {command.Name}";
        return $"'{word}' is not {kind}.{NearestWord.Question(word.Split('=')[0], WordsOf(command))} {ToHelp(command)}";
    }

    /// <summary>The words that are allowed at this place.</summary>
    private IEnumerable<string> WordsOf(Command command) =>
    [
        .. command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name),
        .. command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Append(option.Name)).Distinct(),
        .. known.Names.Select(name => $"--{name}"),
        .. others,
    ];

    private string ToHelp(Command command) => command == root
        ? $"{Help} lists the commands; settings are {SettingForm}."
        : $"{command.Name} {Help} shows its usage.";
}
