using RetailGrains.Api.Http;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Api.Operations;

/// <summary>
/// Until the cluster is found for the first time, every request but the one whether the process is alive is told to come again. After that
/// each call finds out by itself.
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
