using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Description;

/// <summary>Error answers; all are problems (RFC 9457).</summary>
internal static class Refusals
{
    /// <summary>The answer where figures cannot be converted.</summary>
    public const string NoRate = "There is no exchange rate for `in`; the text names the currency and the day.";

    public static string TextOf(int status) => status switch
    {
        400 => "The request is invalid; `errors` names each field or parameter. Unknown query parameters are errors too.",
        401 => "The token is missing or no longer valid.",
        403 => "The token's roles, or the stores that its caller is bound to, do not permit this request.",
        404 => "Not found.",
        413 => "The body is too large.",
        415 => "The body's content type is not supported here.",
        429 => "Rate limit exceeded; nothing was done. Retry after `Retry-After`.",
        503 => "Temporarily unavailable or overloaded. The outcome may be unknown; retry the same request after `Retry-After`.",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static AnswerText Of(int status, string what) => new(
        what, HeadersOf(status), [new AnswerContent("application/problem+json", null, Example(status))]);

    private static string[] HeadersOf(int status) => status switch
    {
        401 => ["WWW-Authenticate"],
        429 or 503 => ["Retry-After"],
        _ => [],
    };

    private static JsonNode? Example(int status)
    {
        var body = new ProblemBody(
            ReasonPhrases.GetReasonPhrase(status),
            status,
            "A sentence that explains the problem.",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        {
            Errors = status == 400 ? new() { ["lines[3].unitPrice"] = ["must have at most four decimals"] } : null,
        };
        return JsonNode.Parse(JsonBuffer.Write(body, ApiJson.Default.ProblemBody));
    }
}
