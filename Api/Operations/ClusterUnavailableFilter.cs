using RetailGrains.Api.Answers;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Api.Operations;

/// <summary>
/// Until the process has connected to the cluster for the first time, answers 503 to every request except liveness and startup probes,
/// which must not restart an API that waits for silos. Afterwards each call detects failures itself.
/// </summary>
internal sealed class ClusterUnavailableFilter(ClusterConnection connection) : IStartupFilter
{
    private const string Missing = "no silos: not connected to any since the start";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(AnswerAsync);
        next(app);
    };

    private Task AnswerAsync(HttpContext http, RequestDelegate next) =>
        connection.IsMade || IsProbe(http.Request.Path.Value)
            ? next(http)
            : new Problem(StatusCodes.Status503ServiceUnavailable, $"Missing: {Missing}.") { Missing = [Missing] }.ExecuteAsync(http);

    private static bool IsProbe(string? path) =>
        path is not null && (path.EndsWith("/health", StringComparison.Ordinal) || path.EndsWith("/startup", StringComparison.Ordinal));
}
