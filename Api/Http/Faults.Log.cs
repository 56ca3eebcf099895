namespace RetailGrains.Api.Http;

internal sealed partial class Faults
{
    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFault(Exception fault, string method, string path);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} was answered 503")]
    private partial void LogOutOfReach(Exception fault, string method, string path);
}
