using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using RetailGrains.Api.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Answers;

/// <summary>Every error's body (RFC 9457).</summary>
internal sealed record ProblemBody(string Title, int Status, string? Detail, string TraceId)
{
    /// <summary>For invalid input and conflicts: messages by the path of the field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string[]>? Errors { get; init; }

    /// <summary>The position of the transaction in the ledger.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Position { get; init; }

    /// <summary>What prevents a process from being ready.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>For token requests: the OAuth 2.0 error code (RFC 6749, section 5.2).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>An error answer.</summary>
internal sealed class Problem(int status, string detail) : IResult, IStatusCodeHttpResult
{
    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(1);

    public int? StatusCode => status;

    public int Status => status;

    /// <summary>When the caller may retry; by default in a second for status 503.</summary>
    public TimeSpan? RetryAfter { get; init; } = status == StatusCodes.Status503ServiceUnavailable ? RetrySoon : null;

    public Dictionary<string, string[]>? Errors { get; init; }

    public Position? Position { get; init; }

    public IReadOnlyList<string>? Missing { get; init; }

    public string? Error { get; init; }

    public static Problem BadInput(InputProblems problems, string? error = null) =>
        new(StatusCodes.Status400BadRequest, problems.Summary)
        {
            Errors = problems.ToDictionary(),
            Error = error,
        };

    public static Problem BadInput(string path, string message)
    {
        InputProblems problems = new();
        problems.Add(path, message);
        return BadInput(problems);
    }

    public static Problem NotFound(string what) => new(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static Problem Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail);

    public static Problem TooMany(string detail, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, detail) { RetryAfter = retryAfter };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (RetryAfter is { } wait)
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var body = new ProblemBody(
            ReasonPhrases.GetReasonPhrase(status), status, detail, Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier)
        {
            Errors = Errors,
            Position = Position?.ToString(),
            Missing = Missing,
            Error = Error,
        };
        JsonAnswer.Write(
            httpContext.Response, status, "application/problem+json", JsonBuffer.Write(body, ApiJson.Default.ProblemBody));
        return Task.CompletedTask;
    }
}
