namespace RetailGrains.Api.Commands;

/// <summary>A command can't be done; the message is one line for the one who gave it.</summary>
internal sealed class CommandException(string message) : Exception(message);
