namespace RetailGrains.Silo.CommandLine;

/// <summary>The command line is invalid. The message is one line; the exit code is 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
