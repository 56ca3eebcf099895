using System.Net.Sockets;
using System.Text.Json;
using RetailGrains.Client;

namespace RetailGrains.WebConsole.Platform;

/// <summary>The advice to a user whose request failed.</summary>
public enum FailureKind
{
    /// <summary>The API cannot be reached, or cannot answer now; the page retries.</summary>
    Unavailable,

    /// <summary>Too many requests; retry later.</summary>
    Busy,

    /// <summary>The session has ended.</summary>
    SignedOut,

    /// <summary>The user's roles do not allow it.</summary>
    Forbidden,

    /// <summary>Nothing has this id.</summary>
    NotFound,

    /// <summary>The input was refused.</summary>
    Invalid,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A request to the API that failed.</summary>
public sealed record Failure(FailureKind Kind, string Message, string? TraceId)
{
    /// <summary>Whether the exception is a failed request, and not a fault of the console.</summary>
    public static bool Is(Exception e) =>
        e is ApiException or HttpRequestException or IOException or SocketException or TaskCanceledException or JsonException;

    public static Failure Of(Exception e) =>
        e is ApiException answer ? Of(answer) : new Failure(FailureKind.Unavailable, "The API does not answer.", null);

    private static Failure Of(ApiException answer)
    {
        FailureKind kind = answer.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => FailureKind.SignedOut,
            StatusCodes.Status403Forbidden => FailureKind.Forbidden,
            StatusCodes.Status404NotFound => FailureKind.NotFound,
            StatusCodes.Status429TooManyRequests => FailureKind.Busy,
            StatusCodes.Status400BadRequest or StatusCodes.Status409Conflict => FailureKind.Invalid,
            StatusCodes.Status413PayloadTooLarge => FailureKind.Invalid,
            StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => FailureKind.Unavailable,
            StatusCodes.Status504GatewayTimeout => FailureKind.Unavailable,
            _ => FailureKind.Other,
        };
        return new Failure(kind, MessageOf(answer), answer.Problem?.TraceId);
    }

    private static string MessageOf(ApiException answer)
    {
        string[] fields = [.. answer.FieldErrors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")];
        if (fields.Length > 0) return string.Join("; ", fields) + ".";
        return answer.Problem?.Detail ?? answer.Problem?.Title ?? $"The API answered with status {answer.StatusCode}.";
    }
}
