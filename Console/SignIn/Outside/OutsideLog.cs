namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>Log messages of sign-ins with the outside issuer.</summary>
internal static partial class OutsideLog
{
    [LoggerMessage(LogLevel.Warning, "A sign-in with {Issuer} failed: {Reason}")]
    public static partial void LogFailed(ILogger logger, string issuer, string reason);

    [LoggerMessage(LogLevel.Warning, "{Issuer} did not renew a session: {Reason}")]
    public static partial void LogNotRenewed(ILogger logger, string issuer, string reason);

    [LoggerMessage(LogLevel.Warning, "The session at {Issuer} was not ended with the console's: {Reason}")]
    public static partial void LogNotEnded(ILogger logger, string issuer, string reason);
}
