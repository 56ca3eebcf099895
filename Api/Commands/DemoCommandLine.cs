using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RetailGrains.Api.Hosting;

namespace RetailGrains.Api.Commands;

/// <summary><c>demo [COUNT]</c>.</summary>
internal static class DemoCommandLine
{
    public static Command Create(string[] settings)
    {
        var count = new Argument<int>("COUNT")
        {
            Description = $"How many sales, from 1 to {DemoCommand.MaxSales}.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => DemoCommand.DefaultCount,
            CustomParser = Count,
        };
        var command = new Command("demo", "Records generated sales, prints the figures and serves the API.") { count };
        command.SetAction((parsed, _) => ApiProgram.RunAsync(settings, new ServerWork.Demo(parsed.GetValue(count))));
        return command;
    }

    private static int Count(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= DemoCommand.MaxSales)
            return count;
        result.AddError($"The number of sales must be from 1 to {DemoCommand.MaxSales}, not '{text}'.");
        return 0;
    }
}
