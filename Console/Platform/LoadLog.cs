namespace RetailGrains.WebConsole.Platform;

/// <summary>Log messages of cards.</summary>
internal static partial class LoadLog
{
    [LoggerMessage(LogLevel.Error, "A card that shows {Data} failed")]
    public static partial void LogFault(ILogger logger, string data, Exception reason);
}
