namespace RetailGrains.Imports;

/// <summary>The file as a whole can't be imported, now or later; the message says why, in words for its sender.</summary>
internal sealed class ImportFileException(string message, Exception? inner = null) : Exception(message, inner);
