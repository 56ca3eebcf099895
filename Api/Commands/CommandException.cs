namespace RetailGrains.Api.Commands;

/// <summary>A command failed; the message is one line for the console.</summary>
internal sealed class CommandException(string message) : Exception(message);
