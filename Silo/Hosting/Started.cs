using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RetailGrains.Hosting;
using RetailGrains.Silo.CommandLine;

namespace RetailGrains.Silo.Hosting;

/// <summary>Runs a program, reports its failures, and determines the exit code.</summary>
internal static class Started
{
    /// <summary>The exit code of a failure.</summary>
    public const int Failed = 1;

    /// <summary>The exit code of an invalid command line; nothing was started.</summary>
    public const int WrongCommandLine = 2;

    /// <summary>
    /// Runs a program. Every failure is one line on standard error, with exit code 1, or 2 for an invalid command line. A bug shows its
    /// stack when the environment variable LOG_LEVEL is DEBUG or TRACE.
    /// </summary>
    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
#pragma warning disable CA1031 // The outermost handler: an unhandled exception would abort the process and dump core.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (string line in LinesOf(e)) await Console.Error.WriteLineAsync(line);
            return e is CommandLineException ? WrongCommandLine : Failed;
        }
    }

    /// <summary>The printed lines of a failure, one for each problem.</summary>
    public static IEnumerable<string> LinesOf(Exception failure) => failure switch
    {
        OptionsValidationException unusable => unusable.Failures.Select(OneLine).Distinct(),
        AggregateException several => several.InnerExceptions.SelectMany(LinesOf).Distinct(),
        StartupException or CommandLineException => [OneLine(failure.Message)],
        InvalidOperationException { InnerException: not null } wrongValue when IsConversion(wrongValue) =>
            [OneLine(ConversionOf(wrongValue))],
        IOException { InnerException: AddressInUseException or SocketException } port => [OneLine(port.Message)],
        _ when ShowsStacks() => [$"The program failed: {failure}"],
        _ => [OneLine($"The program failed: {failure.GetType().Name}: {failure.Message} LOG_LEVEL=DEBUG shows the stack.")],
    };

    /// <summary>Drivers' messages have several lines; an operator's log and scripts expect one.</summary>
    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Whether the configuration binder could not convert a value.</summary>
    private static bool IsConversion(InvalidOperationException e) =>
        e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal);

    /// <summary>Parses "Failed to convert configuration value 'x' at 'Ledger:TailLines' to type 'System.Int32'."</summary>
    private static string ConversionOf(InvalidOperationException e)
    {
        string[] parts = e.Message.Split('\'');
        if (parts.Length < 6) return e.Message;
        return $"{parts[3]} must be {KindOf(parts[5])}, not '{parts[1]}'.";
    }

    private static string KindOf(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Boolean" => "true or false",
        "System.TimeSpan" => "a time such as 00:00:05",
        _ => $"a {type}",
    };

    private static bool ShowsStacks() =>
        Environment.GetEnvironmentVariable("LOG_LEVEL")?.ToUpperInvariant() is "DEBUG" or "TRACE";
}
