namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>Log messages of sign-ins with the external issuer.</summary>
internal static partial class ExternalLog
{
    [LoggerMessage(LogLevel.Warning, "A sign-in with {Issuer} failed: {Reason}")]
    public static partial void LogFailed(ILogger logger, string issuer, string reason);

    [LoggerMessage(LogLevel.Warning, "{Issuer} did not renew a session: {Reason}")]
    public static partial void LogNotRenewed(ILogger logger, string issuer, string reason);

    [LoggerMessage(LogLevel.Warning, "The session at {Issuer} could not be ended with the console's session: {Reason}")]
    public static partial void LogNotEnded(ILogger logger, string issuer, string reason);
}
