using RetailGrains.Silo.CommandLine;

namespace RetailGrains.Api.Commands;

/// <summary>
/// <c>--demo [COUNT]</c> and <c>--import FILE</c> are earlier forms of the commands; after either, the server keeps
/// serving. A switch cannot be combined with a command.
/// </summary>
internal static class EarlierSwitches
{
    public const string Demo = "--demo";
    public const string Import = "--import";

    private const string DemoCommand = "demo", ImportCommand = "import", ServeCommand = "serve";

    /// <summary>Returns the arguments with a command instead of a switch.</summary>
    /// <param name="arguments">The arguments without settings.</param>
    /// <param name="commands">The names of the commands.</param>
    /// <exception cref="CommandLineException">The switch is combined with a command or another switch.</exception>
    public static string[] Replace(string[] arguments, string[] commands)
    {
        int at = Array.FindIndex(arguments, argument => NameOf(argument) is Demo or Import);
        if (at < 0) return arguments;
        string name = NameOf(arguments[at]);
        string[] rest = [.. arguments[..at], .. ValueIn(arguments[at]), .. arguments[(at + 1)..]];
        if (OtherIn(rest, at, name, commands) is { } other) throw new CommandLineException(Advice(name, other));
        return name == Demo ? [DemoCommand, .. rest] : [ImportCommand, .. rest, ImportCommandLine.ServeSwitch];
    }

    /// <summary>
    /// The command before the switch, or another switch. A word after <c>--import</c> is its file, even if a command has the same name.
    /// </summary>
    private static string? OtherIn(string[] rest, int at, string name, string[] commands)
    {
        if (rest.Select(NameOf).FirstOrDefault(word => word is Demo or Import) is { } twice) return twice;
        if (at > 0 && commands.Contains(rest[0])) return rest[0];
        return name == Demo && rest.Length > 0 && commands.Contains(rest[0]) ? rest[0] : null;
    }

    private static string Advice(string name, string other)
    {
        string command = name == Demo ? "`demo [COUNT]`" : "`import FILE`";
        if (other == name) return $"{name} is given twice: use {command} once.";
        string otherCommand = other.TrimStart('-');
        if (otherCommand == name[2..]) return $"{name} and the command {other} are the same: leave out {name}.";
        return otherCommand switch
        {
            ServeCommand when name == Demo => $"{name} cannot be combined with {other}: use {command}, which records the sales and serves.",
            ServeCommand => $"{name} cannot be combined with {other}: use `import FILE --serve`.",
            _ => $"{name} cannot be combined with {other}: they are two commands. Run {command} and `{otherCommand}` one after the other.",
        };
    }

    private static string NameOf(string argument) => argument.Split('=')[0];

    private static string[] ValueIn(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? [argument[(equals + 1)..]] : [];
}
