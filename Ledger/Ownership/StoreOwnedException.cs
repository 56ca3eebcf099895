using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Ownership;

/// <summary>Another process serves the store; the message is one line that names it and says what to do.</summary>
public sealed class StoreOwnedException(string message) : StartupException(message);
