using Microsoft.Extensions.Options;
using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Platform;

/// <summary>The connections to the API that all requests share, and the generated client for the user of a request.</summary>
internal sealed class PlatformConnection(IOptions<ConsoleOptions> options, PlatformTransport? transport = null) : IDisposable
{
    /// <summary>After this time a card shows an error. Uploads and reconciliation have no timeout here; the API limits them.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly SocketsHttpHandler _connections = transport?.Connections()
        ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false, UseProxy = false };

    /// <summary>The client of the user whose request this scope answers.</summary>
    public static RetailApi ApiOfTheCaller(IServiceProvider scope)
    {
        HttpContext http = scope.GetRequiredService<IHttpContextAccessor>().HttpContext
            ?? throw new InvalidOperationException("The API is called for the user of a request; there is none.");
        return scope.GetRequiredService<PlatformConnection>().Connect(http);
    }

    /// <summary>A client for calls that may take long.</summary>
    public RetailApi ConnectWithoutTimeout(HttpContext http) => Connect(http, System.Threading.Timeout.InfiniteTimeSpan);

    /// <summary>A client with the request's session, or without one.</summary>
    public RetailApi Connect(HttpContext http) => Connect(http, Timeout);

    /// <summary>A client with a token that is not in the session's cookie yet.</summary>
    public RetailApi ConnectWith(HttpContext http, string token) => Connect(http, Timeout, token);

    public void Dispose() => _connections.Dispose();

    private RetailApi Connect(HttpContext http, TimeSpan timeout, string? token = null)
    {
        var caller = new CallerHandler(token ?? http.Features.Get<Session>()?.Token, http.Connection.RemoteIpAddress, transport)
        {
            InnerHandler = _connections,
        };
        return new RetailApi(new HttpClient(caller, disposeHandler: false)
        {
            BaseAddress = transport?.ApiUrl ?? options.Value.ApiUrl,
            Timeout = timeout,
        });
    }
}
