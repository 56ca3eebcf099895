using RetailGrains.Client.Access;
using RetailGrains.Client.Live;
using RetailGrains.Client.Retries;

namespace RetailGrains.Client;

/// <summary>The API with tokens, retries and live events. One instance serves a whole process and is thread-safe.</summary>
public sealed class RetailClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly LiveReader _live;
    private readonly ClientCredentials? _credentials;

    /// <param name="options">The API's address and the credentials.</param>
    /// <param name="transport">Sends the requests, and is disposed with the client. Default: a new one.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    public RetailClient(RetailClientOptions options, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        time ??= TimeProvider.System;
        transport ??= new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var retries = new RetryAfterHandler(options.MaxRetries, options.MaxRetryDelay, time) { InnerHandler = transport };
        HttpMessageHandler handler = retries;
        if (options.ClientId is not null)
        {
            _credentials = new ClientCredentials(options.Address, options.ClientId, options.ClientSecret!, time);
            _credentials.SendWith(retries);
            handler = new TokenHandler(_credentials.GetAsync, _credentials.Forget) { InnerHandler = retries };
        }
        else if (options.Token is { } token)
        {
            handler = new TokenHandler((_, cancel) => token(cancel), forget: null) { InnerHandler = retries };
        }

        _http = new HttpClient(handler) { BaseAddress = options.Address, Timeout = options.Timeout };
        Api = new RetailApi(_http);
        _live = new LiveReader(_http, time);
    }

    /// <summary>All operations of the API.</summary>
    public RetailApi Api { get; }

    /// <summary>
    /// The chain's totals and the newest transactions, about once a second while transactions are recorded. The client reconnects at the
    /// last event until <paramref name="cancel"/>; it throws when the API refuses the caller.
    /// </summary>
    /// <param name="lastEventId">Continue after this event; null to start now.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    public IAsyncEnumerable<LiveEvent> LiveAsync(string? lastEventId = null, CancellationToken cancel = default) =>
        _live.ReadAsync(lastEventId, cancel);

    public void Dispose()
    {
        _http.Dispose();
        _credentials?.Dispose();
    }
}
