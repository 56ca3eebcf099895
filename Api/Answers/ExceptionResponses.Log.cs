
namespace RetailGrains.Api.Answers;

internal sealed partial class ExceptionResponses
{
    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFault(Exception fault, string method, string path);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} answered 503")]
    private partial void LogUnavailable(Exception fault, string method, string path);
}
