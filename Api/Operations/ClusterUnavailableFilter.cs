using RetailGrains.Api.Answers;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Api.Operations;

/// <summary>
/// Until the process has connected to the cluster for the first time, answers 503 to every request except the liveness probe. Afterwards
/// each call detects failures itself.
/// </summary>
internal sealed class ClusterUnavailableFilter(ClusterConnection connection) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(AnswerAsync);
        next(app);
    };

    private Task AnswerAsync(HttpContext http, RequestDelegate next) =>
        connection.IsMade || http.Request.Path.Value?.EndsWith("/health", StringComparison.Ordinal) == true
            ? next(http)
            : new Problem(StatusCodes.Status503ServiceUnavailable, "Missing: cluster.") { Missing = ["cluster"] }.ExecuteAsync(http);
}
