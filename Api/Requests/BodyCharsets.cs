using Microsoft.AspNetCore.Http.Features;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Refuses a body in another charset than UTF-8, at every endpoint whose <see cref="Operation"/> declares a body. URL-encoded forms are
/// excepted, because .NET decodes them by their charset.
/// </summary>
internal static class BodyCharsets
{
    private const string UrlEncodedForm = "application/x-www-form-urlencoded";

    public static void UseUtf8Bodies(this IApplicationBuilder app) =>
        app.Use((http, next) => ProblemOf(http) is { } problem ? problem.ExecuteAsync(http) : next(http));

    private static Problem? ProblemOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { Bodies.Count: > 0 }
        && HasBody(http)
        && BodyCharset.OtherThanUtf8(http.Request.ContentType) is { } other
        && !JsonBody.MediaType(http.Request.ContentType).Equals(UrlEncodedForm, StringComparison.OrdinalIgnoreCase)
            ? new Problem(StatusCodes.Status415UnsupportedMediaType, BodyCharset.Refusal(other))
            : null;

    /// <summary>Many clients name a content type even when they send no body.</summary>
    private static bool HasBody(HttpContext http) =>
        http.Request.ContentLength != 0 && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
}
