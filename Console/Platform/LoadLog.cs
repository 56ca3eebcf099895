namespace RetailGrains.WebConsole.Platform;

/// <summary>Log messages of cards.</summary>
internal static partial class LoadLog
{
    [LoggerMessage(LogLevel.Error, "The card that shows {Data} could not be loaded")]
    public static partial void LogFault(ILogger logger, string data, Exception reason);
}
