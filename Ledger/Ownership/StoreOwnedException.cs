using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Ownership;

/// <summary>Another process serves the store. The message is one line that names the process and the remedy.</summary>
public sealed class StoreOwnedException(string message) : StartupException(message);
