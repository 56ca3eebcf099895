using System.Net;
using System.Text;

namespace RetailGrains.Tests.Packages;

/// <summary>Returns the given responses in order, without a network, and records the requests.</summary>
internal sealed class StubApi(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _next;

    public List<(string Path, string? Authorization, string? Body, string? LastEventId)> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancel);
        string? lastEventId = request.Headers.TryGetValues("Last-Event-ID", out IEnumerable<string>? values) ? values.Single() : null;
        Asked.Add((request.RequestUri!.AbsolutePath, request.Headers.Authorization?.ToString(), body, lastEventId));
        Func<HttpRequestMessage, HttpResponseMessage> answer = answers[Math.Min(_next++, answers.Length - 1)];
        return answer(request);
    }

    public static Func<HttpRequestMessage, HttpResponseMessage> Token(string token, int expiresIn = 1800) =>
        Json(HttpStatusCode.OK, $$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{expiresIn}}}""");

    public static Func<HttpRequestMessage, HttpResponseMessage> Healthy => Json(HttpStatusCode.OK, """{"status":"alive"}""");

    public static Func<HttpRequestMessage, HttpResponseMessage> Json(HttpStatusCode status, string json, string? retryAfter = null) => _ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (retryAfter is not null) response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    };

    public static Func<HttpRequestMessage, HttpResponseMessage> Events(string text) =>
        _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/event-stream") };

    public static string Problem(int status, string errors = "null") =>
        $$"""{"title":"Refused","status":{{status}},"detail":null,"traceId":"t","errors":{{errors}}}""";
}
