namespace RetailGrains.Silo.CommandLine;

/// <summary>The command line can't be used as it was given. The message is one line; the exit code is 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
