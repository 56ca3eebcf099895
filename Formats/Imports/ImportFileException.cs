namespace RetailGrains.Imports;

/// <summary>The file as a whole cannot be imported, now or later. The message explains the reason to the sender.</summary>
public sealed class ImportFileException(string message, Exception? inner = null) : Exception(message, inner);
