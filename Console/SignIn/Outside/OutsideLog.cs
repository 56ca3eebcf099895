namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>Log messages of sign-ins with the outside issuer.</summary>
internal static partial class OutsideLog
{
    [LoggerMessage(LogLevel.Warning, "A sign-in with {Issuer} failed: {Reason}")]
    public static partial void LogFailed(ILogger logger, string issuer, string reason);
}
