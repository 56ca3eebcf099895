using Microsoft.AspNetCore.Connections;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Requests;
using RetailGrains.Failures;
using RetailGrains.Silo.Hosting;
using StackExchange.Redis;

namespace RetailGrains.Api.Answers;

/// <summary>
/// Converts exceptions of all endpoints into problems, and gives a body to errors that the server or routing produced without one.
/// </summary>
internal sealed partial class ExceptionResponses(RequestDelegate next, ILogger<ExceptionResponses> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            HeadRequests.AllowWithGet(http.Response);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null } bare)
                await new Problem(bare.StatusCode, DetailOf(http)).ExecuteAsync(http);
        }
        catch (Exception fault) when (IsCutOff(fault, http))
        {
            // The caller has left, so there is nobody to answer. The server may not know it yet and must not send a success.
            http.Abort();
        }
        catch (Exception fault)
        {
            await AnswerAsync(http, fault);
        }
    }

    /// <summary>Whether an exception means that a silo or the database is unavailable for now, rather than a defect.</summary>
    public static bool IsTransient(Exception fault) => fault is RedisException || FailureClassifier.IsUnavailable(fault);

    private static string DetailOf(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => "A valid bearer token is required; POST /api/v1/auth/token issues one.",
        StatusCodes.Status403Forbidden when StoreAccess.HasRefused(http) => StoreProblems.NotForBound,
        StatusCodes.Status403Forbidden => "The token has no role that permits this request.",
        StatusCodes.Status404NotFound => "This path does not exist. /docs lists every path; API paths begin with /api/v1.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{http.Request.Method} is not allowed at this path; allowed: {http.Response.Headers.Allow}.",
        StatusCodes.Status415UnsupportedMediaType => "This endpoint does not accept a body of this media type.",
        _ => "The request does not match any operation. /docs describes all operations.",
    };

    private static bool IsCutOff(Exception fault, HttpContext http) =>
        fault is ConnectionResetException
        || (http.RequestAborted.IsCancellationRequested && fault is OperationCanceledException);

    private async Task AnswerAsync(HttpContext http, Exception fault)
    {
        Problem problem = Translate(fault);
        if (fault is RefusedException)
        {
            // The caller receives the reason, and nothing needs logging.
        }
        else if (problem.Status == StatusCodes.Status500InternalServerError) LogFault(fault, http.Request.Method, http.Request.Path);
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable) LogUnavailable(fault, http.Request.Method, http.Request.Path);
        if (http.Response.HasStarted)
        {
            // A partial answer must not look complete.
            http.Abort();
            return;
        }

        http.Response.Clear();
        SecurityHeaders.Apply(http.Response);
        await problem.ExecuteAsync(http);
    }

    private static Problem Translate(Exception fault) => fault switch
    {
        RefusedException refused => refused.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Problem(StatusCodes.Status413PayloadTooLarge, "The body exceeds the size limit, compressed or uncompressed."),
        BadHttpRequestException bad => new Problem(bad.StatusCode, bad.Message),
        // Kestrel's answer to the size of a chunk that no integer can hold.
        IOException { InnerException: OverflowException } bad => new Problem(StatusCodes.Status400BadRequest, bad.Message),
        InvalidDataException bad => new Problem(StatusCodes.Status400BadRequest, bad.Message),
        UnauthorizedAccessException => Problem.Unavailable(
            "The silos refused this API's ticket, so nothing was changed. Compare the clocks and the keys (JWT_*) of API and silos."),
        _ when IsTransient(fault) =>
            Problem.Unavailable("A dependency is unavailable; the outcome is unknown. Retry the same request."),
        _ => new Problem(StatusCodes.Status500InternalServerError, "Internal error; the log has the details under the trace id."),
    };
}
