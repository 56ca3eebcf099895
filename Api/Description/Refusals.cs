using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Description;

/// <summary>Error answers; all are problems (RFC 9457).</summary>
internal static class Refusals
{
    public static string TextOf(int status) => status switch
    {
        400 => "Bad input: `errors` names each field or parameter with what is wrong, also a query parameter that there is not.",
        401 => "There is no token, or it is not valid any more.",
        403 => "The token's roles, or the stores that it is bound to, do not allow it.",
        404 => "There is no such thing.",
        413 => "The body is too large.",
        415 => "The body is of a type that is not taken here.",
        429 => "Too many requests: nothing was done. Send the same again after `Retry-After`.",
        503 => "Out of reach or overloaded for now: nothing was done, or it is not known. Send the same again after `Retry-After`.",
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
            "A sentence that says what is wrong.",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        {
            Errors = status == 400 ? new() { ["lines[3].unitPrice"] = ["must have at most four decimals"] } : null,
        };
        return JsonNode.Parse(JsonBuffer.Write(body, ApiJson.Default.ProblemBody));
    }
}
