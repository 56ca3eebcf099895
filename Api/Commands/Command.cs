using System.Globalization;

namespace RetailGrains.Api.Commands;

/// <summary>What to do when the host has started, besides serving.</summary>
internal abstract record Command
{
    private const string DemoSwitch = "--demo";
    private const string ImportSwitch = "--import";

    /// <summary><c>--demo [count]</c>: fill the ledger with made-up sales.</summary>
    internal sealed record Demo(int Count) : Command;

    /// <summary><c>--import FILE.csv[.gz]</c>: import a file.</summary>
    internal sealed record Import(string Path) : Command;

    /// <summary>The command among the arguments, or null; other arguments are the configuration's.</summary>
    /// <exception cref="CommandException">It is not given right.</exception>
    public static Command? Parse(string[] args)
    {
        int at = Array.FindIndex(args, arg => arg is DemoSwitch or ImportSwitch);
        if (at < 0) return null;
        string? value = at + 1 < args.Length && !args[at + 1].StartsWith('-') ? args[at + 1] : null;
        return args[at] == DemoSwitch ? new Demo(CountOf(value)) : new Import(FileAt(value));
    }

    private static int CountOf(string? value)
    {
        if (value is null) return DemoCommand.DefaultCount;
        bool isCount = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return isCount && count is >= 1 and <= DemoCommand.MostSales
            ? count
            : throw new CommandException($"{DemoSwitch} takes a number of sales from 1 to {DemoCommand.MostSales}, not '{value}'.");
    }

    private static string FileAt(string? value)
    {
        if (value is null) throw new CommandException($"{ImportSwitch} needs a file: {ImportSwitch} FILE.csv or FILE.csv.gz.");
        return File.Exists(value) ? value : throw new CommandException($"There is no file '{value}'.");
    }
}
